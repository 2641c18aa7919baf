import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { isOfMachine } from '#cli/failure.ts';
import { ARVENIA } from '#demo/cast.ts';
import { runHere } from '#testing/command-line.ts';
import { CASE, commandSite, EXAMPLES } from './command-site.ts';

const HUGE_BYTES = 100_000_000;

const site = commandSite();
const { folder, trust, environment } = site;
const file = (name: string, content: string | Uint8Array) => site.file(name, content);

const nobody = { COMITY_DEMO_SEATS: join(folder, 'no-such-seats.json') };
const binary = file('binary.json', crypto.getRandomValues(new Uint8Array(5_000)));
const huge = file('huge.json', '');
truncateSync(huge, HUGE_BYTES);
const taken = file('taken.json', '{}');

type Bad = readonly [
  what: string,
  code: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
];
const BAD: readonly Bad[] = [
  ['an unknown command', 'command-unknown', ['notfy', 'x']],
  ['no command', 'command-missing', []],
  ['no command of a group', 'command-missing', ['peer']],
  ['an unknown command of a group', 'command-unknown', ['peer', 'invte']],
  ['help for an unknown command', 'command-unknown', ['help', 'notfy']],
  [
    'a value that an option does not offer',
    'value-not-offered',
    ['report-withdraw', 'A'.repeat(43), '--reason', 'mood'],
  ],
  [
    'answers from a device',
    'file-unreadable',
    ['report-once', CASE, 'eu-nis2', 'early-warning', '--facts', '/dev/zero'],
  ],
  ['a list from a folder', 'file-unreadable', ['contacts', 'import', folder]],
  ['a directory written over a file', 'file-exists', ['contacts', 'export', taken]],
  ['a sealed report from a folder', 'file-unreadable', ['submit-sealed', folder]],
  ['a MISP export that is not there', 'file-missing', ['misp-facts', join(folder, 'none.json')]],
  ['a request for help from a folder', 'file-unreadable', ['assist', 'request', folder]],
  ['a promise by a time that is none', 'malformed-request', ['promise', CASE, '--what', 'x', '--due', 'soon']],
  ['an unknown option', 'option-unknown', ['show', '--colour', 'red']],
  ['a missing argument', 'argument-missing', ['notify']],
  ['an argument too many', 'argument-excess', ['log', 'and', 'more']],
  ['an option without its value', 'option-incomplete', ['export', CASE, '--out']],
  ['verify without a trust file', 'option-missing', ['verify', binary]],
  ['a report from a file that is not there', 'file-missing', ['notify', join(folder, 'none.json')]],
  ['a report from a folder', 'file-unreadable', ['notify', folder]],
  ['a report from a device', 'file-unreadable', ['notify', '/dev/zero']],
  ['a report of 100 MB', 'file-too-large', ['notify', huge]],
  ['a report from random bytes', 'not-a-draft', ['notify', binary]],
  ['a report from an empty file', 'not-a-draft', ['notify', file('empty.json', '')]],
  ['a report that breaks off', 'not-a-draft', ['notify', file('cut.json', '{"type":"near-miss","claims":')]],
  ['a report of an unknown type', 'not-a-draft', ['notify', file('type.json', '{"type":"rumour","claims":{}}')]],
  [
    'a report with a claim nobody knows',
    'claim-unknown',
    ['notify', file('claim.json', '{"type":"near-miss","claims":{"summary":"x","colour":"red"}}')],
  ],
  ['the public record as a report', 'not-a-draft', ['notify', join(EXAMPLES, 'ka-sat.json')]],
  ['a bundle that is not there', 'file-missing', ['verify', join(folder, 'none.json'), '--trust', trust]],
  ['a bundle that is a folder', 'file-unreadable', ['verify', folder, '--trust', trust]],
  ['a trust file that is a bundle', 'policy-malformed', ['verify', taken, '--trust', taken]],
  ['a trust file of random bytes', 'policy-malformed', ['verify', taken, '--trust', binary]],
  ['a seat nobody offers', 'seat-unknown', ['--seat', 'king', 'show']],
  ['no node named, and no demo running', 'node-not-named', ['show'], nobody],
  ['a node that does not answer', 'unreachable', ['--url', 'http://127.0.0.1:9', 'show']],
  ['an address that is none', 'url-malformed', ['--url', 'nowhere', 'show']],
  ['a case that does not exist', 'case-not-found', ['show', CASE]],
  ['a statement that does not exist', 'statement-not-found', ['show', 'A'.repeat(43)]],
  ['what is neither case nor digest', 'name-malformed', ['show', '../../etc/passwd']],
  ['export onto a file that exists', 'file-exists', ['export', '$CASE', '--out', taken]],
  ['export into a folder that does not exist', 'file-not-written', ['export', '$CASE', '--out', '/none/x.json']],
  ['release of what is no digest', 'name-malformed', ['release', 'x', '--to', ARVENIA]],
  ['recall of what is no digest', 'name-malformed', ['recall', 'x', '--reason', 'because']],
  ['recall of what is not held', 'target-not-held', ['recall', 'A'.repeat(43), '--reason', 'because']],
  [
    'a public warning by one person alone',
    'approval-missing',
    ['--seat', 'duty-officer', 'notify', join(EXAMPLES, 'public-warning-water.json')],
  ],
  ['a second demo on the same ports', 'port-taken', ['demo', '--port', '$PORT']],
  ['a port that is none', 'port-malformed', ['demo', '--port', 'many']],
  ['a public record nobody wrote', 'case-unknown', ['demo', '--case', 'stuxnet']],
  ['serving without a key file', 'key-file-missing', ['serve'], { COMITY_DATA: join(folder, 'nowhere') }],
  ['an unknown setting', 'setting-invalid', ['serve'], { COMITY_COLOUR: 'red' }],
  [
    'peers on private addresses in the live realm',
    'setting-contradicts',
    ['serve'],
    { COMITY_PRIVATE_PEERS: 'yes' },
  ],
  ['founding a party without saying which', 'option-missing', ['init'], { COMITY_DATA: join(folder, 'nowhere') }],
];

describe('refused with a code and a sentence, exit code 1, or 3 where the machine is to be mended:', () => {
  let caseId = '';
  before(async () => {
    caseId = (await site.reported()).case;
  });
  for (const [what, code, args, more] of BAD) {
    test(`${what} [${code}]`, async () => {
      const filled = args.map((arg) => arg.replace('$CASE', caseId).replace('$PORT', String(site.port)));
      const { code: exit, out, error } = await runHere(['--json', ...filled], { ...environment, ...more });
      assert.equal(exit, isOfMachine(code) ? 3 : 1, out + error);
      const { refused } = JSON.parse(out) as { refused: { code: string; sentence: string } };
      assert.equal(refused.code, code, refused.sentence);
      assert.match(refused.sentence, /^\S.{10,}[.?]$/s);
      assert.equal(error, '');
    });
  }
});

test('a bundle of 100 MB or of random bytes fails to verify, with the reason', async () => {
  for (const path of [huge, binary]) {
    const { code, out } = await site.comity('verify', path, '--trust', trust);
    assert.equal(code, 1);
    assert.match(out, /\nFAILED: \S.{10,}/);
  }
});
