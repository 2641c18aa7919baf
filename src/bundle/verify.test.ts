import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatSignedCheckpoint, parseCheckpoint } from '#log/checkpoint.ts';
import { present } from '#statement/present.ts';
import { CASE, type Said, type TestParty, World } from '#testing/evidence.ts';
import { fixedKey } from '#testing/forge.ts';
import type { BundleCode } from './codes.ts';
import { type Bundle, type BundleEntry, formatBundle } from './format.ts';
import type { Report, StatementReport, Step, StepName } from './report.ts';
import { verifyBundle, verifyInSteps } from './verify.ts';

type Thread = { world: World; alert: Said; release: Said; receipt: Said; acknowledgement: Said };

const PERSON = '0198f3c1-5b1e-7c11-8f00-1b2c3d4e5f60';

/** A hospital alerts, releases the alert to a neighbour, whose node receipts and whose officer acknowledges. */
function thread(): Thread {
  const world = new World();
  const alert = world.say(world.operator, 'incident-alert', {
    title: 'Ransomware in the laboratory',
    severity: 3,
  });
  const release = releaseOf(world, alert, world.neighbour);
  const receipt = receiptOf(world, release, alert, world.neighbour);
  const acknowledgement = world.say(world.neighbour, 'acknowledgement', {
    receipt: receipt.digest,
    target: alert.digest,
    person: `${world.neighbour.did}#${PERSON}`,
    at: world.now.toString(),
  });
  return { world, alert, release, receipt, acknowledgement };
}

function releaseOf(world: World, target: Said, to: TestParty): Said {
  return world.say(world.operator, 'release', {
    target: target.digest,
    to: to.did,
    claims: 'all',
    channel: 'csirt',
  });
}

function receiptOf(world: World, release: Said, target: Said, by: TestParty, receivedAt = world.now): Said {
  return world.say(by, 'receipt', {
    release: release.digest,
    target: target.digest,
    received_at: receivedAt.toString(),
  });
}

function whole({ world, alert, release, receipt, acknowledgement }: Thread): Bundle {
  return world.bundle([alert, release, receipt, acknowledgement]);
}

function judge(world: World, bundle: Bundle, trustText = world.trustText()): Report {
  return verifyBundle(formatBundle(bundle), world.trust(trustText), world.now);
}

function withEntry(bundle: Bundle, index: number, change: (entry: BundleEntry) => Partial<BundleEntry>): Bundle {
  return {
    ...bundle,
    statements: bundle.statements.map((entry, at) => (at === index ? { ...entry, ...change(entry) } : entry)),
  };
}

function statement(report: Report, index: number): StatementReport {
  return report.statements[index] as StatementReport;
}

function step(report: StatementReport, name: StepName): Step {
  const found = report.steps.find((one) => one.step === name);
  assert.ok(found !== undefined, `${report.place} has no step ${name}`);
  return found;
}

/** The step fails (or stays open) with this code, what comes before it passed, and the verdict follows. */
function assertStep(
  report: Report,
  index: number,
  name: StepName,
  state: Step['state'],
  code: BundleCode | null,
): Step {
  const it = statement(report, index);
  const found = step(it, name);
  assert.deepEqual([found.state, found.code], [state, code], found.sentence);
  assert.match(found.sentence, /^[A-Z“].*[.:]$/s, found.sentence);
  return found;
}

function assertFails(report: Report, index: number, name: StepName, code: BundleCode): void {
  assertStep(report, index, name, 'failed', code);
  assert.equal(statement(report, index).verdict, 'failed');
  assert.equal(report.verdict, 'failed');
}

describe('an honest bundle', () => {
  const it = thread();
  const report = judge(it.world, whole(it));

  test('is proved: every step of every statement and key statement passes', () => {
    assert.equal(report.verdict, 'proved', report.sentence);
    for (const one of [...report.statements, ...report.keys]) {
      assert.equal(one.verdict, 'proved', `${one.place}: ${one.sentence}`);
      for (const { state, sentence } of one.steps) assert.equal(state, 'passed', sentence);
    }
    assert.deepEqual(report.misbehaviour, []);
    assert.equal(report.sentence, 'All 4 statements are proved.');
  });

  test('shows who signed what, where it stands in which log, and the claims with their markings', () => {
    const { digest, issuer, type, log, logIndex, realm, claims } = statement(report, 0);
    const { alert, world } = it;
    assert.deepEqual(
      { digest, issuer, type, log, logIndex, realm },
      {
        digest: alert.digest,
        issuer: world.operator.did,
        type: 'incident-alert',
        log: 'north.example/log',
        logIndex: alert.index,
        realm: 'live',
      },
    );
    const title = claims.find((claim) => claim.name === 'title');
    assert.equal(title?.value, 'Ransomware in the laboratory');
    assert.equal(title?.marking.tlp, 'amber');
  });

  test('tells who was told: released, received, acknowledged by a person', () => {
    const [delivery, ...more] = statement(report, 0).deliveries;
    assert.deepEqual(more, []);
    assert.equal(delivery?.state, 'acknowledged');
    assert.match(
      delivery?.sentence ?? '',
      /Released to CSIRT South, whose node confirms.*A person there acknowledges/,
    );
  });

  test('dates a statement by the earlier of its witness quorum and the addressee’s receipt', () => {
    const witnessed = Temporal.Instant.from(it.alert.at).add({ seconds: 6 });
    assert.equal(statement(report, 0).provenAt, witnessed.toString());
    const world = new World();
    const alert = world.say(world.operator, 'incident-alert', { title: 'x' });
    const release = releaseOf(world, alert, world.neighbour);
    const early = alert.at.add({ seconds: 1 });
    const receipt = receiptOf(world, release, alert, world.neighbour, early);
    const dated = judge(world, world.bundle([alert, release, receipt]));
    assert.equal(statement(dated, 0).provenAt, early.toString());
  });

  test('is not dated by a receipt that its own speaker wrote, for itself or for a party without a node', () => {
    const { world, alert } = thread();
    const longAgo = '2020-01-01T00:00:00Z';
    const guest = 'did:web:ministry.guest.example';
    const gives = (by: TestParty, to: string) =>
      world.say(by, 'release', { target: alert.digest, to, claims: 'all', channel: 'csirt' });
    const answered = (by: TestParty, release: Said, more: Readonly<Record<string, string>> = {}) =>
      world.say(by, 'receipt', {
        release: release.digest,
        target: alert.digest,
        received_at: longAgo,
        ...more,
      });
    const toGuest = gives(world.operator, guest);
    const toItself = gives(world.operator, world.operator.did);
    const givenBack = gives(world.neighbour, world.operator.did);
    const bundle = world.bundle([
      alert,
      toGuest,
      answered(world.operator, toGuest, { on_behalf_of: guest }),
      toItself,
      answered(world.operator, toItself),
      givenBack,
      answered(world.operator, givenBack),
    ]);
    const report = judge(world, bundle);
    assert.equal(report.verdict, 'proved');
    for (const at of [0, 1, 3]) {
      const { provenAt } = statement(report, at);
      assert.ok(provenAt !== null && provenAt > longAgo, `statement ${at} of ${provenAt}`);
    }
  });

  test('is not dated by a receipt of another party in its own operator’s log', () => {
    const world = new World();
    const alert = world.say(world.operator, 'incident-alert', { title: 'x' });
    const release = releaseOf(world, alert, world.authority);
    const longAgo = Temporal.Instant.from('2020-01-01T00:00:00Z');
    const receipt = receiptOf(world, release, alert, world.authority, longAgo);
    const report = judge(world, world.bundle([alert, release, receipt]));
    assert.equal(report.verdict, 'proved');
    const { provenAt } = statement(report, 0);
    assert.ok(provenAt !== null && provenAt > longAgo.toString(), String(provenAt));
  });

  test('stays proved when claims are withheld, and says how many digests are not shown', () => {
    const { alert, world } = it;
    const bundle = withEntry(whole(it), 0, () => ({
      presentation: present(alert.jwt, alert.disclosures.slice(0, 2)),
    }));
    const partial = judge(world, bundle);
    assert.equal(partial.verdict, 'proved');
    assert.equal(statement(partial, 0).claims.length, 2);
    assert.equal(statement(partial, 0).undisclosed, 6);
    assertStep(partial, 0, 'number', 'unknown', 'reference-withheld');
  });

  test('survives being written as JSON and read by another program', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });

  test('of an exercise says so in every sentence', () => {
    const world = new World();
    world.realm = 'exercise-blue';
    world.keys.length = 0;
    for (const party of world.parties) world.introduce(party);
    const alert = world.say(world.operator, 'incident-alert', { title: 'x' });
    const exercise = judge(world, world.bundle([alert]));
    assert.equal(exercise.verdict, 'proved', statement(exercise, 0).sentence);
    assert.match(statement(exercise, 0).sentence, /exercise "exercise-blue"; nothing in it happened/);
  });
});

describe('a statement that was tampered with', () => {
  const it = thread();
  const { world, alert, release, receipt, acknowledgement } = it;

  test('fails as well-formed when it is cut, garbled or bound to a key', () => {
    const cuts: [string, BundleCode][] = [
      [alert.jwt.slice(0, 40), 'presentation-malformed'],
      [present(alert.jwt.replace('.', ''), []), 'jwt-malformed'],
      [`${present(alert.jwt, [])}e30.e30.e30`, 'key-binding-refused'],
      ['', 'presentation-malformed'],
    ];
    for (const [presentation, code] of cuts) {
      assertFails(
        judge(
          world,
          withEntry(whole(it), 0, () => ({ presentation })),
        ),
        0,
        'well-formed',
        code,
      );
    }
  });

  test('fails at its disclosures when a value was changed or added, or one stands twice', () => {
    const [first, ...rest] = alert.disclosures as [string, ...string[]];
    const foreign = release.disclosures[0] as string;
    const changed = [first, ...rest.slice(0, -1), (rest.at(-1) as string).replace(/^..../, 'WyJB')];
    const cases: [string[], RegExp][] = [
      [changed, /^(disclosure|base64url|json)-/],
      [[...alert.disclosures, foreign], /^disclosure-unreferenced$/],
      [[first, ...alert.disclosures], /^disclosure-duplicate$/],
    ];
    for (const [disclosures, code] of cases) {
      const report = judge(
        world,
        withEntry(whole(it), 0, () => ({ presentation: present(alert.jwt, disclosures) })),
      );
      const open = statement(report, 0).steps.find((one) => one.state === 'failed');
      assert.match(open?.code ?? '', code);
      assert.equal(report.verdict, 'failed');
      assert.deepEqual(statement(report, 0).claims, []);
    }
  });

  test('fails at its signature when one letter of the signed text is another', () => {
    const [header, payload, signature] = alert.jwt.split('.') as [string, string, string];
    const text = new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: 'base64url' }));
    const forged = new TextEncoder().encode(text.replace('hospital', 'hospitai'));
    const jwt = [header, forged.toBase64({ alphabet: 'base64url', omitPadding: true }), signature].join('.');
    const report = judge(
      world,
      withEntry(whole(it), 0, () => ({ presentation: present(jwt, alert.disclosures) })),
    );
    assertFails(report, 0, 'signature', 'signature-invalid');
    assertStep(report, 0, 'key', 'unknown', 'not-checked');
    assert.deepEqual(statement(report, 0).claims, [], 'claims of an unverified statement were shown');
  });

  test('fails at inclusion when the proof is another statement’s, is cut short, or of another log', () => {
    const bundle = whole(it);
    const proofs: [string, BundleCode][] = [
      [bundle.statements[1]!.proof!, 'root-mismatch'],
      [bundle.statements[0]!.proof!.replace(/(index \d+\n).*\n/, '$1'), 'proof-wrong-length'],
      [bundle.statements[0]!.proof!.replace('index ', 'index 0'), 'proof-file-malformed'],
      [bundle.statements[2]!.proof!, 'log-mismatch'],
      ['', 'proof-file-malformed'],
    ];
    for (const [proof, code] of proofs) {
      assertFails(
        judge(
          world,
          withEntry(bundle, 0, () => ({ proof })),
        ),
        0,
        'inclusion',
        code,
      );
    }
  });

  test('fails at its checkpoint when the log’s signature does not fit, and is unproved under a log nobody trusts', () => {
    const bundle = whole(it);
    const proof = bundle.statements[0]!.proof!;
    const size = `\n${alert.index + 1}\n`;
    const regrown = proof.replace(size, `\n${alert.index + 2}\n`);
    const report = judge(
      world,
      withEntry(bundle, 0, () => ({ proof: regrown })),
    );
    assert.equal(step(statement(report, 0), 'checkpoint').code, 'log-signature-invalid');
    assert.equal(statement(report, 0).verdict, 'failed');
    const distrusting = world.trustText().split('\n').slice(1).join('\n');
    const untrusted = judge(world, bundle, distrusting);
    const open = assertStep(untrusted, 0, 'checkpoint', 'unknown', 'log-not-trusted');
    assert.match(open.sentence, /You hold no key of the log north\.example\/log/);
    assert.equal(statement(untrusted, 0).verdict, 'failed');
    assert.equal(statement(untrusted, 2).verdict, 'proved', 'the other log is trusted still');
  });

  test('fails at its witnesses when a line in the name of a known witness is forged or from the future', () => {
    const bundle = whole(it);
    const signed = parseCheckpoint(bundle.statements[0]!.proof!.split('\n\n').slice(1).join('\n\n'));
    assert.ok(signed.ok);
    const [own, first, ...rest] = signed.value.note.signatures;
    const forged = { ...first!, signature: first!.signature.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) };
    const note = { ...signed.value.note, signatures: [own!, forged, ...rest] };
    const head = bundle.statements[0]!.proof!.split('\n\n')[0];
    const proof = `${head}\n\n${formatSignedCheckpoint({ ...signed.value, note })}`;
    assertFails(
      judge(
        world,
        withEntry(bundle, 0, () => ({ proof })),
      ),
      0,
      'witnesses',
      'cosignature-invalid',
    );
    const early = verifyBundle(formatBundle(bundle), world.trust(), alert.at.subtract({ hours: 1 }));
    assertFails(early, 0, 'witnesses', 'cosignature-from-the-future');
  });

  test('spoils the bundle as a whole, while the others stay proved', () => {
    const report = judge(
      world,
      withEntry(whole(it), 3, () => ({ presentation: 'x~' })),
    );
    assert.deepEqual(
      report.statements.map((one) => one.verdict),
      ['proved', 'proved', 'proved', 'failed'],
    );
    assert.equal(report.sentence, '1 of 4 statements failed a check. Do not rely on them.');
    assert.equal(acknowledgement.digest.length, receipt.digest.length);
  });
});

describe('a statement that waits for witnesses', () => {
  const it = thread();
  const { world, alert } = it;
  const waiting = (entry: BundleEntry, trustText?: string): Report =>
    judge(world, { ...world.bundle([alert]), statements: [entry] }, trustText);

  test('without a proof is not yet witnessed, and nothing is wrong with it', () => {
    const report = waiting({ ...world.entry(alert), proof: null });
    assert.equal(report.verdict, 'not-yet-witnessed');
    for (const name of ['inclusion', 'checkpoint', 'witnesses'] as const) {
      assertStep(report, 0, name, 'unknown', 'proof-missing');
    }
    assert.equal(statement(report, 0).provenAt, null);
  });

  test('under the quorum is not yet witnessed, and says who has cosigned and who is asked for', () => {
    const report = waiting(world.entry(alert, [world.witnesses.east]));
    const open = assertStep(report, 0, 'witnesses', 'unknown', 'quorum-not-met');
    assert.match(open.sentence, /^Cosigned so far by east; your policy asks for "two"/);
    assert.equal(report.verdict, 'not-yet-witnessed');
  });

  test('is not helped by its own operator’s witness, by name, by host or by key', () => {
    const report = waiting(world.entry(alert, [world.witnesses.north, world.witnesses.east]));
    const open = assertStep(report, 0, 'witnesses', 'unknown', 'quorum-not-met');
    assert.match(open.sentence, /Witnesses of the log’s own operator do not count/);
    const named = `${world.trustText()}operator North north.example/log south\n`;
    const declared = waiting(world.entry(alert, [world.witnesses.south, world.witnesses.east]), named);
    assertStep(declared, 0, 'witnesses', 'unknown', 'quorum-not-met');
  });

  test('is not independently witnessed by one, whatever the policy would accept', () => {
    const one = waiting(world.entry(alert, [world.witnesses.east]), world.trustText('east'));
    const open = assertStep(one, 0, 'witnesses', 'unknown', 'not-independently-witnessed');
    assert.match(open.sentence, /^Not independently witnessed/);
    assert.equal(one.verdict, 'not-yet-witnessed');
    const none = waiting(world.entry(alert, []), world.trustText('none'));
    assertStep(none, 0, 'witnesses', 'unknown', 'not-independently-witnessed');
  });

  test('is not independently witnessed by two that one organisation runs', () => {
    const together = `${world.trustText()}operator East east west\n`;
    const report = waiting(world.entry(alert, [world.witnesses.east, world.witnesses.west]), together);
    assertStep(report, 0, 'witnesses', 'unknown', 'not-independently-witnessed');
  });

  test('is proved by two independent ones, one of them with ML-DSA-44', () => {
    assert.equal(waiting(world.entry(alert, [world.witnesses.east, world.witnesses.west])).verdict, 'proved');
  });
});

describe('keys', () => {
  test('inside a bundle are never trusted by themselves: an unpinned party proves nothing', () => {
    const { world, alert } = thread();
    const unpinned = world.trustText().replace(/party .* Hospital\n/, '');
    const report = judge(world, world.bundle([alert]), unpinned);
    const open = assertStep(report, 0, 'key', 'unknown', 'party-not-pinned');
    assert.match(open.sentence, /confirm it through its listed point of contact/);
    assert.equal(report.verdict, 'failed');
  });

  test('of an impostor, with a root and chain of its own, do not lead to the pinned root', () => {
    const { world, alert } = thread();
    const other = fixedKey('impostor root').kid;
    const report = judge(world, world.bundle([alert]), world.trustText().replace(world.operator.root.kid, other));
    assertFails(report, 0, 'key', 'root-missing');
  });

  test('that no statement of the bundle introduces leave the signature open', () => {
    const { world, alert } = thread();
    const report = judge(world, { ...world.bundle([alert]), keys: [] });
    assertStep(report, 0, 'signature', 'unknown', 'key-statement-missing');
    assert.equal(report.verdict, 'failed');
  });

  test('that the party’s own signing key introduced as a root do not count', () => {
    const world = new World();
    const { operator } = world;
    const stolen = fixedKey('stolen');
    world.keys.push(world.sayKey(operator, stolen, 'recover', operator.signing));
    const forged = world.say(operator, 'incident-alert', { title: 'x' }, { key: stolen });
    const report = judge(world, world.bundle([forged]));
    assertFails(report, 0, 'key', 'key-unknown');
    assert.equal(report.keys.at(-1)?.steps.find((one) => one.step === 'key')?.code, 'key-may-not-introduce');
  });

  test('of a root or for recovery sign nothing but statements about keys', () => {
    const { world, alert } = thread();
    const recovery = fixedKey('hospital recovery');
    world.keys.push(world.sayKey(world.operator, recovery, 'recover', world.operator.root));
    for (const key of [world.operator.root, recovery]) {
      const said = world.say(world.operator, 'incident-alert', { summary: 'Pumps stopped' }, { key });
      const report = judge(world, world.bundle([said]));
      assertFails(report, 0, 'key', 'key-use-mismatch');
    }
    assert.equal(judge(world, world.bundle([alert])).verdict, 'proved');
  });

  test('rotated by the root sign as well as the first', () => {
    const world = new World();
    const { operator } = world;
    const next = fixedKey('next');
    world.keys.push(world.sayKey(operator, next, 'sign', operator.root));
    operator.signing = next;
    assert.equal(
      judge(world, world.bundle([world.say(operator, 'incident-alert', { title: 'x' })])).verdict,
      'proved',
    );
  });

  test('revoked by the recovery key count for what was witnessed before, and for nothing after', () => {
    const world = new World();
    const { operator } = world;
    const recovery = fixedKey('recovery');
    world.keys.push(world.sayKey(operator, recovery, 'recover', operator.root));
    const before = world.say(operator, 'incident-alert', { title: 'before' });
    const invalidAfter = world.now.toString();
    const after = world.say(operator, 'incident-update', { title: 'after' });
    const revocation = { subject: operator.did, kid: operator.signing.kid, invalid_after: invalidAfter };
    world.keys.push(world.say(operator, 'party-key-revocation', revocation, { key: recovery }));
    const report = judge(world, world.bundle([before, after]));
    assert.equal(statement(report, 0).verdict, 'proved');
    assertFails(report, 1, 'key', 'key-revoked');
    const unwitnessed = judge(world, { ...world.bundle([before]), statements: [world.entry(before, [])] });
    assertFails(unwitnessed, 0, 'key', 'key-revoked');
  });

  test('of a live root do not open an exercise, nor the other way round', () => {
    const { world } = thread();
    world.realm = 'exercise-blue';
    const alert = world.say(world.operator, 'incident-alert', { title: 'x' });
    const report = judge(world, world.bundle([alert]));
    assertStep(report, 0, 'key', 'unknown', 'key-statement-missing');
    assert.equal(report.verdict, 'failed');
  });

  test('a key used a little before its own start, by a witness whose clock lags, is not premature for ever', () => {
    const world = new World();
    const { operator } = world;
    const next = fixedKey('next');
    const { kid: _, ...jwk } = next.description;
    const validFrom = world.now.add({ seconds: 120 }).toString();
    const claims = { subject: operator.did, key: jwk, use: 'sign', valid_from: validFrom };
    world.keys.push(world.say(operator, 'party-key', claims, { key: operator.root }));
    const soon = world.say(operator, 'incident-alert', { title: 'x' }, { key: next });
    assert.equal(judge(world, world.bundle([soon])).verdict, 'proved');
  });
});

describe('the chain of who was told', () => {
  test('is open where the release, the receipt or the statement itself is not in the bundle, and proves no less', () => {
    const it = thread();
    const { world, alert, release, receipt, acknowledgement } = it;
    const cases: [Said, BundleCode][] = [
      [release, 'target-missing'],
      [receipt, 'release-missing'],
      [acknowledgement, 'receipt-missing'],
    ];
    for (const [said, code] of cases) {
      const report = judge(world, world.bundle([said]));
      assertStep(report, 0, 'linkage', 'unknown', code);
      assert.equal(report.verdict, 'proved');
    }
    const silent = judge(world, world.bundle([alert, release]));
    assert.equal(statement(silent, 0).deliveries[0]?.state, 'released');
    assert.match(statement(silent, 0).deliveries[0]?.sentence ?? '', /proves neither arrival nor silence/);
  });

  test('fails when another party than the addressee receipts', () => {
    const { world, alert, release } = thread();
    const receipt = receiptOf(world, release, alert, world.authority);
    const report = judge(world, world.bundle([alert, release, receipt]));
    assertFails(report, 2, 'linkage', 'receipt-from-another-party');
    assert.equal(statement(report, 0).deliveries[0]?.state, 'released');
  });

  test('fails when the receipt or the acknowledgement names another statement', () => {
    const { world, alert, release, receipt } = thread();
    const other = world.say(world.operator, 'incident-alert', { title: 'other' });
    const wrong = receiptOf(world, release, other, world.neighbour);
    assertFails(
      judge(world, world.bundle([alert, release, wrong, other])),
      2,
      'linkage',
      'receipt-of-another-statement',
    );
    const said = { receipt: receipt.digest, target: other.digest, at: world.now.toString() };
    const acknowledgement = world.say(world.neighbour, 'acknowledgement', said);
    const report = judge(world, world.bundle([alert, release, receipt, acknowledgement]));
    assertFails(report, 3, 'linkage', 'acknowledgement-of-another-statement');
  });

  test('fails when somebody of another party acknowledges', () => {
    const { world, alert, release, receipt } = thread();
    const said = { receipt: receipt.digest, target: alert.digest, at: world.now.toString() };
    const person = `${world.authority.did}#${PERSON}`;
    const strange = world.say(world.neighbour, 'acknowledgement', { ...said, person });
    const bundle = world.bundle([alert, release, receipt, strange]);
    assertFails(judge(world, bundle), 3, 'linkage', 'person-of-another-party');
    const foreign = world.say(world.authority, 'acknowledgement', said);
    const other = world.bundle([alert, release, receipt, foreign]);
    assertFails(judge(world, other), 3, 'linkage', 'acknowledgement-from-another-party');
  });

  test('holds for a party without a node, whose host writes its answer down', () => {
    const { world, alert } = thread();
    const guest = 'did:web:ministry.guest.example';
    const release = world.say(world.operator, 'release', {
      target: alert.digest,
      to: guest,
      claims: 'all',
      channel: 'csirt',
    });
    const receipt = world.say(world.operator, 'receipt', {
      release: release.digest,
      target: alert.digest,
      received_at: world.now.toString(),
      on_behalf_of: guest,
    });
    const report = judge(world, world.bundle([alert, release, receipt]));
    assert.equal(report.verdict, 'proved');
    assert.equal(statement(report, 0).deliveries[0]?.state, 'received');
  });
});

describe('what changed since', () => {
  test('a recall, a withdrawal and a correction stand beside the statement, which stays proved', () => {
    const { world, alert } = thread();
    const correction = world.say(world.operator, 'incident-correction', {
      corrects: alert.digest,
      summary: 'wrong host',
    });
    const withdrawal = world.say(world.operator, 'incident-withdrawal', {
      withdraws: [alert.digest],
      reason: 'false-alarm',
    });
    const recall = world.say(world.operator, 'recall', { target: alert.digest, reason: 'See the withdrawal.' });
    const report = judge(world, world.bundle([alert, correction, withdrawal, recall]));
    assert.equal(report.verdict, 'proved');
    const { changes } = statement(report, 0);
    assert.deepEqual(changes.map((change) => change.type).sort(), ['corrected', 'recalled', 'withdrawn']);
    assert.match(
      changes.find((change) => change.type === 'withdrawn')?.sentence ?? '',
      /Hospital withdrew it\. Reason given: false-alarm\./,
    );
    for (const change of changes) assert.match(change.sentence, /[^.]\.$/);
  });

  test('another party’s withdrawal withdraws nothing, and neither does a forged one', () => {
    const { world, alert } = thread();
    const strange = world.say(world.neighbour, 'incident-withdrawal', {
      withdraws: [alert.digest],
      reason: 'false-alarm',
    });
    const forged = world.say(
      world.operator,
      'incident-withdrawal',
      { withdraws: [alert.digest] },
      { key: fixedKey('thief') },
    );
    const report = judge(world, world.bundle([alert, strange, forged]));
    assert.deepEqual(statement(report, 0).changes, []);
  });

  test('whoever released a statement may recall it', () => {
    const { world, alert } = thread();
    const relay = world.say(world.authority, 'release', {
      target: alert.digest,
      to: world.neighbour.did,
      claims: 'all',
      channel: 'csirt',
    });
    const recall = world.say(world.authority, 'recall', { target: alert.digest, reason: 'sent in error' });
    const stranger = world.say(world.neighbour, 'recall', { target: alert.digest, reason: 'no' });
    const { changes } = statement(judge(world, world.bundle([alert, relay, recall, stranger])), 0);
    assert.deepEqual(
      changes.map((change) => change.by),
      ['CSIRT North'],
    );
  });
});

describe('misbehaviour', () => {
  test('of a party with two statements under one running number is proved by both', () => {
    const { world, alert } = thread();
    const double = world.say(world.operator, 'incident-alert', { title: 'Nothing happened' }, { number: 3 });
    const report = judge(world, world.bundle([alert, double]));
    assertFails(report, 0, 'number', 'two-statements-under-one-number');
    assertFails(report, 1, 'number', 'two-statements-under-one-number');
    const [contradiction] = report.misbehaviour;
    assert.deepEqual(contradiction?.places, ['statements/0', 'statements/1']);
    assert.match(
      contradiction?.sentence ?? '',
      /^Hospital signed two different things under its number 3: this proves/,
    );
    assert.match(report.sentence, /contradicted itself/);
  });

  test('is not proved by the same number of two parties, in two realms, or by one statement shown twice', () => {
    const { world, alert } = thread();
    const other = world.say(world.authority, 'incident-alert', { title: 'x' }, { number: 3 });
    const twice = { ...world.bundle([alert, other, alert]) };
    const report = judge(world, twice);
    assert.deepEqual(report.misbehaviour, []);
    assert.equal(report.verdict, 'proved');
  });

  test('is not proved by a forged statement under a number of the party', () => {
    const { world, alert } = thread();
    const forged = world.say(
      world.operator,
      'incident-alert',
      { title: 'y' },
      { number: 3, key: fixedKey('thief') },
    );
    assert.deepEqual(judge(world, world.bundle([alert, forged])).misbehaviour, []);
  });

  test('of a party with two statements under one number of the case is proved as well', () => {
    const { world, alert } = thread();
    const double = world.say(world.operator, 'incident-update', { title: 'y', case_number: 3, case: CASE });
    const report = judge(world, world.bundle([alert, double]));
    assert.match(report.misbehaviour[0]?.sentence ?? '', /as number 3 of the case/);
  });

  test('of a log with two roots at one size is proved by a second checkpoint', () => {
    const { world, alert } = thread();
    const other = new World();
    const split = other.say(other.operator, 'incident-alert', { title: 'another history' });
    assert.equal(split.index, alert.index);
    const checkpoint = other.north.checkpoint(split.index + 1, [], other.now);
    const report = judge(world, { ...world.bundle([alert]), checkpoints: [checkpoint] });
    assertFails(report, 0, 'checkpoint', 'two-roots-at-one-size');
    assert.deepEqual(report.misbehaviour[0]?.places, ['statements/0', 'checkpoints/0']);
    const forged = checkpoint.replace(/(— north\.example\/log )..../, '$1AAAA');
    assert.deepEqual(
      judge(world, { ...world.bundle([alert]), checkpoints: [forged, 'garbage'] }).misbehaviour,
      [],
    );
  });

  test('of a log with two entries at one index is proved by their proofs, whatever the sizes', () => {
    const { world, alert } = thread();
    const other = new World();
    const split = other.say(other.operator, 'incident-alert', { title: 'another history' }, { number: 99 });
    other.say(other.operator, 'incident-update', { title: 'z' }, { number: 100 });
    const proof = other.north.proof(split.index, split.index + 2, other.cosigners(other.north), split.at);
    const entry = { presentation: present(split.jwt, split.disclosures), proof };
    const report = judge(world, { ...world.bundle([alert]), statements: [world.entry(alert), entry] });
    assertFails(report, 1, 'inclusion', 'two-entries-at-one-index');
    assert.equal(report.misbehaviour.length, 1);
    assert.match(
      report.misbehaviour[0]?.sentence ?? '',
      /The log north\.example\/log signed two different things as its entry/,
    );
  });
});

test('a check in steps comes to the same report as at once, with a step for each reading, proof and signature', () => {
  const { world, ...said } = thread();
  const bundle = whole({ world, ...said });
  const text = formatBundle(bundle);
  const steps = verifyInSteps(text, world.trust(), world.now);
  let taken = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) taken += 1;
  assert.deepEqual(step.value, verifyBundle(text, world.trust(), world.now));
  assert.equal(step.value.verdict, 'proved');
  assert.equal(taken, 3 * (bundle.statements.length + bundle.keys.length));
});
