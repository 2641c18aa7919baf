import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { begin } from '#testing/command-line.ts';
import { codeOf, type Ended, failedChecks, operate } from '#testing/operator.ts';
import type { StorePlace } from '#testing/store-place.ts';

const [FIRST, SECOND] = ['did:web:first.example', 'did:web:second.example'] as const;
const WORDS = 'five random words would do';

type Key = { readonly kid: string; readonly use: string; readonly invalidAfter: string | null };

/** What whoever runs a node does with its keys on its machine: for one of two parties, and for all keys at rest. */
export function keysContract(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    let place: StorePlace;
    let settings: Readonly<Record<string, string>>;
    const recoveryOf = (party: string) => join(place.folder, `recovery-${party.split(':').at(-1)}`);
    const comity = (...words: readonly string[]): Promise<Ended> => operate(settings, ...words);

    before(async () => {
      place = await makePlace();
      settings = settingsOf(place);
      for (const party of [FIRST, SECOND]) {
        const said = ['--party', party, '--name', 'A party', '--kind', 'csirt', '--territory', 'XC'];
        const secret = ['--administrator', 'Ann', '--recovery-out', recoveryOf(party)];
        const founded = await comity('init', ...said, ...secret);
        assert.equal(founded.code, 0, founded.said);
      }
    });
    after(() => place[Symbol.asyncDispose]());

    async function signing(party: string): Promise<readonly Key[]> {
      const { answer, said } = await comity('keys', 'list', '--party', party);
      assert.ok(Array.isArray(answer.keys), said);
      return (answer.keys as readonly Key[]).filter(({ use }) => use === 'sign');
    }

    test('a recovery key revokes and renews the keys of its own party, and touches none of the other', async () => {
      const others = await signing(FIRST);
      const [stolen] = await signing(SECOND);
      const by = (party: string, recovery: string) => ['--party', party, '--recovery', recoveryOf(recovery)];
      const revoke = (party: string, recovery: string) =>
        comity('keys', 'revoke', stolen!.kid, ...by(party, recovery), '--reason', 'stolen');
      const mine = await revoke(FIRST, FIRST);
      assert.notEqual(mine.code, 0, 'a key of the second party is none of the first');
      assert.equal(codeOf(await revoke(SECOND, FIRST)), 'signer-unknown');
      assert.equal(codeOf(await comity('keys', 'renew', ...by(SECOND, FIRST))), 'key-unknown');
      assert.deepEqual(await signing(SECOND), [stolen]);

      assert.equal((await revoke(SECOND, SECOND)).code, 0);
      assert.equal((await comity('keys', 'renew', ...by(SECOND, SECOND))).code, 0);
      const [revoked, renewed, ...more] = await signing(SECOND);
      assert.deepEqual([revoked?.kid, renewed?.invalidAfter, more], [stolen!.kid, null, []]);
      assert.notEqual(revoked?.invalidAfter, null);
      assert.deepEqual(await signing(FIRST), others);
      assert.deepEqual(failedChecks(await comity('doctor')), []);
    });

    test('keys of a party that was founded elsewhere are neither listed nor changed', async () => {
      const elsewhere = ['--party', 'did:web:elsewhere.example'];
      const kid = (await signing(FIRST))[0]!.kid;
      const by = [...elsewhere, '--recovery', recoveryOf(FIRST)];
      for (const words of [
        ['list', ...elsewhere],
        ['revoke', kid, ...by],
        ['renew', ...by],
      ])
        assert.equal(codeOf(await comity('keys', ...words)), 'party-not-founded', words.join(' '));
    });

    test('a passphrase that is piped in opens all keys from then on and is written nowhere; one that is too short is refused', async () => {
      const typed = async (text: string) => {
        const words = ['--json', 'passphrase', '--passphrase-file', '-'];
        const { child, ended } = begin(words, settings, 'pipe');
        child.stdin!.end(text);
        const { code, out, error } = await ended;
        return { code, said: `${out}${error}`, answer: JSON.parse(out) as Ended['answer'] };
      };
      const refused = await typed('short\n');
      assert.deepEqual([refused.code, codeOf({ ...refused, code: 1 })], [1, 'passphrase-too-short']);
      assert.deepEqual(failedChecks(await comity('doctor')), [], 'what is refused changes nothing');

      const resealed = await typed(`${WORDS}\n`);
      assert.equal(resealed.code, 0, resealed.said);
      assert.deepEqual(resealed.answer, { setting: 'COMITY_PASSPHRASE_FILE', path: 'FILE' });
      assert.ok(!resealed.said.includes(WORDS));
      for (const file of await readdir(place.folder, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const bytes = await readFile(join(file.parentPath, file.name));
        assert.ok(!bytes.includes(WORDS), `the passphrase stands in ${file.name}`);
      }

      assert.ok(failedChecks(await comity('doctor')).includes('keyring-locked'), 'the key file opens nothing now');
      const words = join(place.folder, 'words');
      await writeFile(words, `${WORDS}\n`, { mode: 0o600 });
      settings = { ...settings, COMITY_PASSPHRASE_FILE: words };
      assert.deepEqual(failedChecks(await comity('doctor')), []);
      assert.equal((await signing(SECOND)).length, 2);
    });
  });
}

function settingsOf({ folder, target }: StorePlace): Readonly<Record<string, string>> {
  const own = { COMITY_DATA: folder, COMITY_REALM: 'exercise:keys', COMITY_ORIGIN: 'keys.example/log' };
  if (!('databaseUrl' in target)) return own;
  return { ...own, DATABASE_URL: target.databaseUrl, COMITY_SCHEMA: target.schema! };
}
