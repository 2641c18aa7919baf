import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ARVENIA, VELDMARK } from '#demo/cast.ts';
import { sitDown } from '#demo/seat-client.ts';
import { begin, run, runHere } from '#testing/command-line.ts';
import { eventually } from '#testing/eventually.ts';
import { must } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';
import { CASE, commandSite, EXAMPLES } from './command-site.ts';

const site = commandSite();
const { folder, kept, trust, environment } = site;
const comity = (...args: readonly string[]) => site.comity(...args);
const answer = (...args: readonly string[]) => site.answer(...args);
const reported = () => site.reported();
const file = (name: string, content: string | Uint8Array) => site.file(name, content);

test('the demo answers on all its addresses once it says so, and takes its folder with it when it ends', async () => {
  const second = begin(['demo', '--port', String(await freePort(4)), '--json'], {
    COMITY_DEMO_SEATS: join(folder, 'second.json'),
  });
  try {
    await eventually('the demo', async () => second.said.out.includes('"guide"'), 60_000);
    const { guide, nodes } = JSON.parse(second.said.out) as { guide: string; nodes: readonly string[] };
    for (const url of [guide, ...nodes]) assert.ok((await fetch(url)).ok, url);
  } finally {
    second.child.kill('SIGINT');
  }
  assert.equal((await second.ended).code, 0);
  const { folder: temporary } = JSON.parse(second.said.out) as { folder: string };
  assert.throws(() => readdirSync(temporary), /ENOENT/);
});

test('comity --help names every command, and each command helps itself', async () => {
  const { code, out } = await comity('--help');
  assert.equal(code, 0);
  const commands = 'demo serve init notify show release recall verify log views peer import export backup restore';
  for (const command of [...commands.split(' '), 'migrate-store', 'doctor', 'settings']) {
    assert.match(out, new RegExp(`^  ${command}\\b`, 'm'), command);
  }
  for (const command of ['notify', 'verify', 'peer', 'import']) {
    const help = await comity(command, '--help');
    assert.equal(help.code, 0);
    assert.match(help.out, new RegExp(`^Usage: comity ${command}`));
  }
});

const SEATS: Readonly<Record<string, string>> = {
  'victim-notice': 'duty-officer',
  'vendor-notice': 'duty-officer',
};

/** The public record is a story of many statements; a public warning needs a second person. */
const NOT_BY_ONE_ALONE = ['ka-sat.json', 'public-warning-water.json'];

describe('each example is signed and logged:', { concurrency: 2 }, () => {
  for (const name of readdirSync(EXAMPLES).filter(
    (one) => one.endsWith('.json') && !NOT_BY_ONE_ALONE.includes(one),
  )) {
    test(name, async () => {
      const path = join(EXAMPLES, name);
      const { type } = JSON.parse(readFileSync(path, 'utf8')) as { type: string };
      const seat = SEATS[type] ?? 'operator';
      const told = await comity('--seat', seat, 'notify', path);
      assert.equal(told.code, 0, told.error);
      assert.match(told.out, /^Signed and logged\.\n {2}reference {5}[\w-]{43}\n {2}log position {2}\d+$/m);
    });
  }
});

test('the same file twice has one effect', async () => {
  const draft = file('twice.json', JSON.stringify({ type: 'near-miss', claims: { summary: 'Twice the same.' } }));
  const [once, again] = [await answer('notify', draft), await answer('notify', draft)];
  for (const part of ['digest', 'case', 'logIndex', 'given']) assert.deepEqual(once[part], again[part], part);
});

test('show lists my cases, tells a case and tells a statement', async () => {
  const near = await reported();
  assert.ok((await comity('show')).out.includes(near.case));
  const story = await comity('show', near.case);
  assert.match(story.out, new RegExp(`^case ${near.case}: `));
  assert.match(story.out, /next for you: [A-Z]/);
  const statement = await comity('show', near.digest);
  assert.match(statement.out, /^near-miss by did:web:sankt-orla\.veldmark\.example\n/);
  assert.match(statement.out, /TLP:/);
});

test('log tells how far the log has come and who cosigned it', async () => {
  await reported();
  const told = await eventually('two cosigners', async () => {
    const { out } = await comity('log');
    return out.includes('arvenia') && out.includes('northern-shelf') ? out : undefined;
  });
  assert.match(told, /^log {8}csirt\.veldmark\.example\/log\nentries {4}\d+\nroot {7}\S{44}$/m);
  const { checkpoint } = await answer('log');
  assert.match(String(checkpoint), /^csirt\.veldmark\.example\/log\n\d+\n/);
});

test('a bundle that was exported is proved on a copy moved elsewhere; one letter changed, and it fails', async () => {
  const { case: caseId } = await reported();
  const out = join(folder, 'bundle.json');
  assert.equal((await comity('export', caseId, '--out', out)).code, 0);
  await eventually(
    'witnesses',
    async () => {
      rmSync(out);
      await comity('export', caseId, '--out', out);
      return (await comity('verify', out, '--trust', trust)).code === 0;
    },
    30_000,
  );
  const elsewhere = mkdtempSync(join(tmpdir(), 'comity-elsewhere-'));
  try {
    const bundle = readFileSync(out, 'utf8');
    const copies = { bundle: join(elsewhere, 'copy.json'), trust: join(elsewhere, 'trust.txt') };
    writeFileSync(copies.bundle, bundle);
    writeFileSync(copies.trust, readFileSync(trust));
    const good = await run(['verify', copies.bundle, '--trust', copies.trust], {});
    assert.equal(good.code, 0, good.out);
    assert.match(good.out, /✓ signature[\s\S]*✓ inclusion[\s\S]*✓ witnesses[\s\S]*\nPROVED: /);
    const { presentation } =
      (JSON.parse(bundle) as { statements: { presentation: string }[] }).statements[0] ?? {};
    const at = bundle.indexOf(String(presentation)) + 200;
    const changed = `${bundle.slice(0, at)}${bundle[at] === 'A' ? 'B' : 'A'}${bundle.slice(at + 1)}`;
    writeFileSync(copies.bundle, changed);
    const bad = await runHere(['verify', copies.bundle, '--trust', copies.trust], {});
    assert.equal(bad.code, 1);
    assert.match(bad.out, /\nFAILED: /);
    const told = await runHere(['--json', 'verify', copies.bundle, '--trust', copies.trust], {});
    assert.equal((JSON.parse(told.out) as { verdict: string }).verdict, 'failed');
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('without enough witnesses the exit code of verify is 2, neither proved nor failed', async () => {
  const { case: caseId } = await reported();
  const out = join(folder, 'early.json');
  await comity('export', caseId, '--out', out);
  const three = readFileSync(trust, 'utf8').replace(/^group independent 2 /m, 'group independent 3 ');
  const { code, out: told } = await comity('verify', out, '--trust', file('three.txt', three));
  assert.equal(code, 2, told);
  assert.match(told, /NOT YET WITNESSED: /);
});

test('a release across a border is proposed to a second person; inside the state it is signed at once', async () => {
  const seat = ['--seat', 'duty-officer'];
  const notice = readFileSync(join(EXAMPLES, 'vendor-notice-gateway.json'), 'utf8');
  const path = file('notice.json', notice.replace('"summary": "', '"summary": "Again. '));
  const { digest } = await answer(...seat, 'notify', path);
  const proposed = await comity(...seat, 'release', String(digest), '--to', ARVENIA);
  assert.equal(proposed.code, 0, proposed.error);
  assert.match(proposed.out, /^Proposed\. A second person/);
  const near = await reported();
  const given = await comity('release', near.digest, '--to', VELDMARK);
  assert.equal(given.code, 0, given.error);
  assert.match(given.out, /^Signed and logged\./);
});

test('assist proposes a request that a second person must approve, and refuses what is no request', async () => {
  const request = file(
    'request.json',
    JSON.stringify({
      claims: {
        channel: 'csirt',
        to: ARVENIA,
        kind: 'help',
        needs: ['forensics'],
        description: 'Two hospitals need images read.',
        urgency: 'days',
      },
    }),
  );
  const proposed = await answer('--seat', 'duty-officer', 'assist', 'request', request);
  assert.match(String(proposed.draft), /^[0-9a-f-]{36}$/u);
  const early = await comity('--seat', 'duty-officer', 'assist', 'send', String(proposed.draft));
  assert.equal(early.code, 1);
  assert.match(early.out + early.error, /second person/u);
  const { asks } = await answer('--seat', 'duty-officer', 'assist', 'list');
  assert.deepEqual(asks, [], 'what was proposed only was asked of nobody');
  for (const [name, content, code] of [
    ['no-json', '{', 'not-a-file'],
    ['list', '[]', 'not-a-file'],
    ['no-claims', '{}', 'malformed-request'],
    ['unknown', '{"claims":{"surprise":1}}', 'claim-unknown'],
  ] as const) {
    const refused = await comity('--json', '--seat', 'duty-officer', 'assist', 'request', file(name, content));
    assert.equal(refused.code, 1, name);
    assert.match(refused.out + refused.error, new RegExp(code, 'u'), name);
  }
});

test('territory decide is proposed by whoever speaks for the state, and by no operator', async () => {
  const decision = file(
    'decision.json',
    JSON.stringify({
      claims: {
        decision: 'not-to-notify',
        about_state: 'XA',
        reason: 'A notice now would warn them.',
        review_on: '2099-01-01',
      },
    }),
  );
  const proposed = await answer('--seat', 'duty-officer', 'territory', 'decide', decision);
  assert.match(String(proposed.draft), /^[0-9a-f-]{36}$/u);
  const operator = await comity('--json', '--seat', 'operator', 'territory', 'decide', decision);
  assert.equal(operator.code, 1);
  assert.match(operator.out + operator.error, /not-mandated-authority/u);
});

test('contacts are taken over as unconfirmed, written to a file and pinged; a list with a fault is refused by line', async () => {
  const seat = ['--seat', 'duty-officer'] as const;
  const header = 'state,kind,organisation,email';
  const bad = await comity(
    ...seat,
    'contacts',
    'import',
    file('bad.csv', `${header}\nNowhere,csirt,A,a@a.example\n`),
  );
  assert.equal(bad.code, 1);
  assert.match(`${bad.out}${bad.error}`, /line 2/);
  const good = file('good.csv', `${header}\nAT,csirt,"=cmd()",a@a.example\n`);
  const taken = await answer(...seat, 'contacts', 'import', good, '--source', 'a test');
  assert.equal(taken.kept, 1);
  const out = join(folder, 'directory.csv');
  await answer(...seat, 'contacts', 'export', out, '--unconfirmed');
  // A spreadsheet must not run what stands in a cell.
  assert.doesNotMatch(readFileSync(out, 'utf8'), /(?:^|,)"?=cmd/m);
  const pinged = await answer(...seat, 'contacts', 'ping', ARVENIA);
  assert.match(String(pinged.digest), /^[\w-]{43}$/);
  await eventually('the machine of Arvenia', async () => {
    const { sent } = (await answer(...seat, 'contacts', 'pings')) as { sent: { state: string }[] };
    return sent.length === 1 && sent[0]?.state !== 'silent';
  });
  const unknown = await comity(...seat, 'contacts', 'ping', 'did:web:nobody.example');
  assert.equal(unknown.code, 1);
});

test('clocks, border and duties answer from the command line, and refuse what is none', async () => {
  assert.ok(Array.isArray((await answer('--seat', 'duty-officer', 'clocks')).clocks));
  assert.ok(Array.isArray((await answer('--seat', 'duty-officer', 'border')).cases));
  assert.equal((await comity('border')).code, 1, 'an operator has no border to watch');
  assert.equal((await comity('clocks', 'not-a-case')).code, 1);
  const found = await answer(
    'duties',
    '--state',
    'DE',
    '--sector',
    'health',
    '--size',
    'large',
    '--yes',
    'significant',
  );
  assert.match(JSON.stringify(found), /nis2-de/);
  assert.equal((await comity('duties', '--state', 'Atlantis')).code, 1);
});

test('reminders are set and read through the API, and a calendar address answers without a sign-in', async () => {
  const client = must(await sitDown(`http://localhost:${site.port + 1}`, 'duty-officer'));
  const { person } = must(await client.get('/api/v1/reminders/settings')) as { person: { beforeHours: number[] } };
  assert.ok(person.beforeHours.length > 0);
  const inbox = must(await client.get('/api/v1/reminders')) as { reminders: unknown[]; undelivered: unknown[] };
  assert.ok(Array.isArray(inbox.reminders) && Array.isArray(inbox.undelivered));
  const { address } = must(await client.post('/api/v1/reminders/calendar', {})) as { address: string };
  const calendar = await (await fetch(address)).text();
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
  assert.equal((await fetch(address.replace(/.{8}\.ics$/, 'AAAAAAAA.ics'))).ok, false);
});

test('the speed of a demo is a whole number up to ten thousand', async () => {
  for (const speed of ['0', 'fast', '10001', '-5', '1.5']) {
    const refused = await comity('--json', 'demo', `--speed=${speed}`);
    assert.match(refused.out + refused.error, /speed-malformed/u, speed);
  }
});

test('a recall is signed at once', async () => {
  const notice = readFileSync(join(EXAMPLES, 'victim-notice-clinic.json'), 'utf8');
  const path = file('clinic.json', notice.replace('"summary": "', '"summary": "Again. '));
  const { digest } = await answer('--seat', 'duty-officer', 'notify', path);
  const recalled = await comity('--seat', 'duty-officer', 'recall', String(digest), '--reason', 'Sent by mistake');
  assert.match(recalled.out, /^Signed and logged\./, recalled.error);
});

test('help names the exit codes, and help and version are JSON where that is asked for', async () => {
  assert.match((await comity('--help')).out, /^Exit codes: 0 .*; 1 .*; 2, from verify alone.*; 3 this machine/mu);
  assert.match((await comity('--version')).out, /^\d+\.\d+\.\d+\n$/u);
  for (const words of [['--help'], ['peer', '--help'], ['help', 'show'], ['--version']]) {
    assert.equal(typeof (await answer(...words)).text, 'string', words.join(' '));
  }
});

test('a mistake names the command whose help tells more, and what to do about the words typed', async () => {
  const { error } = await comity('peer', 'confirm', 'x');
  assert.match(error, /See comity peer confirm --help\. \[option-missing\]\nnext: Correct the option/u);
  const time = await comity('promise', CASE, '--what', 'x', '--due', 'soon');
  assert.match(time.error, /must be an instant in UTC, as 2026-03-01T14:30:00Z.*\nnext: Correct the option/su);
});

test('a report is read from standard input', async () => {
  const piped = begin(['--json', 'notify', '--check', '-'], environment, 'pipe');
  piped.child.stdin?.end(JSON.stringify({ type: 'near-miss', claims: { summary: 'Piped in.' } }));
  const { code, out } = await piped.ended;
  assert.deepEqual([code, JSON.parse(out)], [0, { checked: '-', type: 'near-miss' }]);
});

test('settings lists every variable that a node reads', async () => {
  const { out } = await comity('settings');
  assert.match(out, /^COMITY_DATA {2,}folder of the node/m);
  assert.deepEqual(Object.keys(await answer('settings')), out.match(/^[A-Z_]+/gm));
});

/** The node's own words are in the language that the command asks for. */
async function nextStepOf(which: string, language: string): Promise<string> {
  const { out } = await comity('--language', language, 'show', which);
  return out.trimEnd().split('\n').at(-1)!;
}

test('a command answers in Arabic with names isolated, and its refusal keeps the English sentence', async () => {
  const near = await reported();
  const { code, out } = await comity('--language', 'ar', 'show', near.digest);
  assert.equal(code, 0);
  assert.match(out, /^\u2068near-miss\u2069 من \u2068did:web:sankt-orla\.veldmark\.example\u2069\n/u);
  assert.match(out, /^السجل \u2068csirt\.veldmark\.example\/log\u2069، الموضع \u2068\d+\u2069$/mu);
  assert.equal(out.match(/\u2068/gu)?.length, out.match(/\u2069/gu)?.length);
  assert.doesNotMatch(out, /\\u20/u, 'no isolate of ours is shown as its code');
  const refused = await comity('--language', 'ar', 'show', 'A'.repeat(43));
  assert.equal(refused.code, 1);
  const english = await comity('show', 'A'.repeat(43));
  const sentence = /^refused: (.+) \[/u.exec(english.error)![1]!;
  assert.ok(refused.error.startsWith(`رُفض: \u2068${sentence}\u2069 [`), refused.error);
});

test('a machine that is set to French is answered in French, by the command and by the node', async () => {
  const near = await reported();
  const { code, out } = await runHere(['show', near.case], { ...environment, LANG: 'fr_FR.UTF-8' });
  assert.equal(code, 0);
  assert.match(out, new RegExp(`^dossier ${near.case}\\u00a0: `, 'u'));
  assert.match(out, /^chronologie \(telle qu’inscrite ici\)\u00a0:$/mu);
  assert.match(out, /^à faire par vous\u00a0: \S/mu);
  const help = await run(['release', '--help'], { ...environment, LANG: 'fr_FR.UTF-8' });
  assert.match(help.out, /^Utilisation\u00a0: comity release[\s\S]*^Options\u00a0:$/mu);
  const told = await Promise.all(['en', 'fr'].map((language) => nextStepOf(near.case, language)));
  assert.notEqual(told[0]!.split(': ').at(-1), told[1]!.split(' : ').at(-1));
});

test('JSON is the same in every language', async () => {
  const near = await reported();
  // The search follows what is recorded by a cursor of its own.
  await eventually('a search that knows it', async () =>
    JSON.stringify(await answer('search', 'door')).includes(near.digest),
  );
  const facts = ['--state', 'DE', '--sector', 'health', '--size', 'large', '--yes', 'significant'];
  const commands = [
    ['show', near.case],
    ['show', near.digest],
    ['search', 'door'],
    ['contacts', 'list'],
    ['settings'],
    ['duties', ...facts, '--aware', '2026-11-28T14:30Z', '--all'],
    ['show', 'A'.repeat(43)],
  ];
  for (const words of commands) {
    const [english, ...others] = await Promise.all([
      runHere(['--json', ...words], environment),
      runHere(['--json', '--language', 'ar', ...words], environment),
      runHere([...words, '--json'], { ...environment, COMITY_LANGUAGE: 'fr' }),
    ]);
    assert.ok(english!.out.startsWith('{'), english!.error);
    for (const other of others) assert.deepEqual(JSON.parse(other.out), JSON.parse(english!.out), words.join(' '));
  }
});

test('a reader who has seen enough (comity … | head) ends the command quietly', async () => {
  const { child, said, ended } = begin(['--json', 'show', '--all', (await reported()).case], environment);
  child.stdout?.destroy();
  await ended;
  assert.equal(said.error, '');
});

test('killed and started again on its folder, the demo has the same roots and the same cases', async () => {
  const remembered = async () => ({ trust: readFileSync(trust, 'utf8'), cases: await answer('show') });
  const earlier = await remembered();
  await site.kill();
  await site.start();
  assert.deepEqual(await remembered(), earlier);
  await reported();
});

test('what a killed demo leaves is a sound node: doctor finds nothing, and its views can be rebuilt', async () => {
  await site.kill();
  const node = {
    COMITY_DATA: join(kept, 'arvenia'),
    COMITY_LISTEN: `127.0.0.1:${site.port + 2}`,
    COMITY_ORIGIN: 'cyber.arvenia.example/log',
    COMITY_REALM: 'exercise:demo',
    COMITY_PRIVATE_PEERS: 'yes',
  };
  const rebuilt = await run(['views', 'rebuild'], node);
  assert.equal(rebuilt.code, 0, rebuilt.error);
  assert.match(rebuilt.out, /^Rebuilt: /);
  const healthy = await run(['doctor'], node);
  assert.match(healthy.out, /✓ passed {2}log /, healthy.out);
  assert.doesNotMatch(healthy.out, /✗ failed {2}(?:log|views|key file|database)/);
});
