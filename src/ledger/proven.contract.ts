import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { primitives } from '#primitives';
import { signingKey } from '#statement/jwk.ts';
import { signedBy } from '#testing/signed-by.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, refusedWith, withholding } from '#testing/submit.ts';
import {
  ALPHA,
  BETA,
  draftOf,
  GAMMA,
  NOTE,
  newCase,
  personOf,
  submissionOf,
  type TinyNode,
  tinyNode,
  VOTE,
} from '#testing/tiny-ledger.ts';
import type { Actor, Submission } from './contract.ts';
import { ledgerTables } from './tables.ts';

const CLAIMS = { text: 'for the panel', place: 'the port', secret: 'the victim' };

function handed(presentation: string): Submission {
  return { kind: 'signed', presentation };
}

/** The same statement under another signature, as long and as well-formed as the true one. */
function forged(presentation: string): string {
  const [head = '', payload = '', rest = ''] = presentation.split('.');
  return [head, payload, rest.startsWith('A') ? `B${rest.slice(1)}` : `A${rest.slice(1)}`].join('.');
}

async function answerTo({ ledger }: TinyNode, submission: Submission): Promise<unknown> {
  const answer = await ledger.submit(submission);
  return answer.ok ? Object.keys(answer.value ?? {}).sort() : answer.refusal;
}

async function keysRemembered(node: TinyNode): Promise<number> {
  return (await ledgerTables(node.store.connection).selectFrom('idempotency').selectAll().execute()).length;
}

/** Nobody is answered, and nobody's keys are used, before it is proved who asks. */
export function provenContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: proven before answered`, () => {
    test('no answer has a claim in it, be the statement new, asked for again, or known and handed in by part', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const draft = submissionOf(draftOf('note', newCase(), CLAIMS), 'said-once');
      const hosted = await appended(node.ledger, draft);
      const kept = await signedBy(node, newCase(), { claims: CLAIMS });
      const submissions = [
        submissionOf(draftOf('note', newCase(), CLAIMS)),
        draft,
        handed(kept),
        handed(kept),
        handed(withholding(kept, 'secret', 'place')),
      ];
      for (const submission of submissions) {
        const answer = await answerTo(node, submission);
        assert.deepEqual(answer, ['arrival', 'digest', 'logIndex', 'proof']);
      }
      // A statement of a hosted party's is no more open to whoever holds a part of it.
      assert.equal(
        await refusedWith(node.ledger, handed(withholding(hosted.presentation, 'secret'))),
        'signer-unknown',
      );
    });

    test('what its issuer did not sign is refused in the same words, whatever of it is known here', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const [known, unknown] = [newCase(), newCase()];
      await appended(node.ledger, submissionOf(draftOf('note', known, CLAIMS)));
      const held = await signedBy(node, known, { claims: CLAIMS });
      await appended(node.ledger, handed(held));
      const stranger = signingKey(primitives.generateKey('ES256'));
      const told = new Map<string, unknown[]>();
      for (const caseId of [known, unknown]) {
        for (const [what, presentation] of [
          ['a forged signature', forged(caseId === known ? held : await signedBy(node, caseId))],
          ['a vote on notes that are there or not', forged(await signedBy(node, caseId, { type: VOTE }))],
          ['a number that is not next', forged(await signedBy(node, caseId, { claims: { number: 77 } }))],
          ['words that no rule allows', forged(await signedBy(node, caseId, { claims: { text: 'FORBIDDEN' } }))],
          ['a date that is not now', forged(await signedBy(node, caseId, { claims: { iat: 1 } }))],
        ] as const) {
          told.set(what, [...(told.get(what) ?? []), await answerTo(node, handed(presentation))]);
        }
      }
      const words = new Set([...told.values()].flat().map((answer) => JSON.stringify(answer)));
      assert.equal(words.size, 1, [...words].join('\n'));
      assert.match([...words].join(''), /signature-invalid/u);
      const unsigned = [];
      for (const [type, caseId] of [
        [NOTE, known],
        [VOTE, known],
        [VOTE, unknown],
      ] as const) {
        unsigned.push(await answerTo(node, handed(await signedBy(node, caseId, { type, key: stranger }))));
      }
      assert.equal(new Set(unsigned.map((answer) => JSON.stringify(answer))).size, 1, JSON.stringify(unsigned));
    });

    test('what a key signed before it was revoked is known as before, and it signs nothing new', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const before = await signedBy(node, newCase(), { claims: { secret: 'for later' } });
      const first = await appended(node.ledger, handed(withholding(before, 'secret')));
      const { verifierFor } = node.parties;
      node.parties.verifierFor = async (reads, statement) => {
        const known = await verifierFor.call(node.parties, reads, statement);
        return known === undefined ? undefined : { ...known, signsNow: false };
      };
      assert.equal((await appended(node.ledger, handed(before))).digest, first.digest);
      assert.equal(await refusedWith(node.ledger, handed(await signedBy(node, newCase()))), 'signer-unknown');
      assert.equal(await refusedWith(node.ledger, handed(forged(before))), 'signature-invalid');
    });

    test('whoever replays what a party signed uses up none of its keys', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const presentation = await signedBy(node, newCase());
      for (const idempotencyKey of ['key-1', 'key-2']) {
        await appended(node.ledger, { ...handed(presentation), idempotencyKey } as Submission);
      }
      assert.equal(await keysRemembered(node), 0);
      const next = { ...handed(await signedBy(node, newCase())), idempotencyKey: 'key-1' } as Submission;
      await appended(node.ledger, next);
    });

    test('a key belongs to whoever proved to be there: nobody else uses it up, nor learns that it was used', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const author = personOf(ALPHA) as Extract<Actor, { kind: 'person' }>;
      const askedBy = (actor: Actor, text: string, issuer = ALPHA): Submission => ({
        kind: 'draft',
        actor,
        draft: draftOf('note', newCase(), { text }, { issuer }),
        idempotencyKey: 'key-1',
      });
      const owners: readonly (readonly [string, Submission])[] = [
        ['a person', askedBy(author, 'mine')],
        ['a colleague', askedBy(personOf(ALPHA), 'mine too')],
        ['a token of that person', askedBy({ ...author, token: 'token-1', scopes: ['author:*'] }, 'by machine')],
        ['another of its tokens', askedBy({ ...author, token: 'token-2', scopes: ['author:*'] }, 'by another')],
        ['a guest', askedBy({ kind: 'guest', party: ALPHA, link: 'link-1' }, 'by link')],
        ['another guest', askedBy({ kind: 'guest', party: ALPHA, link: 'link-2' }, 'by another link')],
        ['the node', askedBy({ kind: 'node' }, 'by itself')],
        ['a person of another party', askedBy(personOf(BETA), 'elsewhere', BETA)],
      ];
      const digests = new Map<string, string>();
      for (const [who, submission] of owners) {
        digests.set(who, (await appended(node.ledger, submission)).digest);
      }
      assert.equal(new Set(digests.values()).size, owners.length);
      for (const [who, submission] of owners) {
        assert.equal((await appended(node.ledger, submission)).digest, digests.get(who), who);
      }
      // Who names a party as issuer is refused by its rule, be the key known to that party or not.
      const stranger = personOf(BETA);
      const asked = askedBy(stranger, 'mine');
      const unused = { ...asked, idempotencyKey: 'key-2' } as Submission;
      assert.deepEqual(await answerTo(node, asked), await answerTo(node, unused));
      assert.equal(await refusedWith(node.ledger, asked), 'not-mandated');
    });

    test('keys of what the node does once for a party are out of reach of all who ask, however well they guess', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const guessed = 'pass on a recall';
      const key = guessed.replaceAll(' ', '-');
      const author = personOf(ALPHA) as Extract<Actor, { kind: 'person' }>;
      const actors: readonly Actor[] = [
        author,
        { ...author, token: ALPHA, scopes: ['author:*'] },
        { kind: 'guest', party: ALPHA, link: ALPHA },
        { kind: 'key', party: ALPHA },
        { kind: 'node' },
      ];
      for (const actor of actors) {
        const draft = draftOf('note', caseId, { text: actor.kind });
        await appended(node.ledger, { kind: 'draft', actor, draft, idempotencyKey: key });
      }
      const job = (issuer: string): Submission => ({
        kind: 'draft',
        actor: { kind: 'node' },
        draft: draftOf('note', caseId, { text: 'the job' }, { issuer }),
        jobKey: key,
      });
      const done = await appended(node.ledger, job(ALPHA));
      assert.equal((await appended(node.ledger, job(ALPHA))).digest, done.digest);
      assert.notEqual((await appended(node.ledger, job(BETA))).digest, done.digest);
    });

    test('a job that two persons or two tokens of one do has one effect', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const author = personOf(ALPHA) as Extract<Actor, { kind: 'person' }>;
      const draft = draftOf('note', newCase(), { text: 'the approved draft' });
      const digests = new Set<string>();
      for (const actor of [author, { ...author, token: 'token-1', scopes: ['draft', 'author:*'] }]) {
        digests.add((await appended(node.ledger, { kind: 'draft', actor, draft, jobKey: 'draft/1/1' })).digest);
      }
      assert.equal(digests.size, 1);
    });

    test('a party that keeps its key says its next statement while others replay its last', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const first = await signedBy(node, newCase());
      await appended(node.ledger, handed(first));
      const second = await signedBy(node, newCase());
      const answers = await Promise.all(
        [first, second, first, forged(second), second].map((presentation) =>
          node.ledger.submit(handed(presentation)),
        ),
      );
      assert.deepEqual(
        answers.map((answer) => (answer.ok ? 'said' : answer.refusal.code)),
        ['said', 'said', 'said', 'signature-invalid', 'said'],
      );
      assert.equal((await node.ledger.nextNumbers(GAMMA, newCase())).number, 3);
    });
  });
}
