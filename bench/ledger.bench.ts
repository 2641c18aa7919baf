/**
 * Durable statements a second, against what one thread can merely issue. Both are measured in turns in one run, so
 * that both meet the same disturbances; fsync and synchronous_commit are on.
 */
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { newestCheckpoint } from '#ledger/checkpoints.ts';
import type { Model } from '#ledger/contract.ts';
import type { IssueJob } from '#ledger/issuing.ts';
import { logSigner } from '#ledger/log-key.ts';
import { LogTree } from '#ledger/log-tree.ts';
import { Prover } from '#ledger/prover.ts';
import { createReader } from '#ledger/reader.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { accept } from '#outcome.ts';
import { primitives } from '#primitives';
import { checkDraft, mark } from '#statement/check.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import { type SigningKey, signingKey } from '#statement/jwk.ts';
import { marking } from '#statement/marking.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { requiredClaim, statementType } from '#statement/statement-type.ts';
import { openStore, type Store } from '#store/open.ts';
import { postgresPlace, type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { ALPHA, ORIGIN, personOf, TINY_LEDGER, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { bareAppend } from './bare-append.ts';
import { figure } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const SUBMITTERS = 64;
const OWN_CLAIMS = 15;
const STATEMENTS_PER_CASE = 20;
const ROUND_MS = 2_000;
const QUICK_ROUND_MS = 150;
const ROUNDS = 5;
const WARM_UP_MS = 1_500;
const ENTRIES_PER_STEP = 50_000;
const PROOFS = 500;
const CASE_STATEMENTS = 200;
const READINGS = 50;
/** Shares of what is left when the same statements are merely signed and inserted, measured in turns with the append. */
const SQLITE_TARGET = 0.68;
const POSTGRES_TARGET = 0.6;

const mark20 = marking('amber', ['mitigation', 'regulation']);

/** Fifteen claims of its own and the five common ones: twenty. */
const REPORT = statementType(
  'bench-report',
  1,
  'Report',
  Object.fromEntries(
    Array.from({ length: OWN_CLAIMS }, (_, at) => [
      `claim_number_${at}`,
      requiredClaim(`Claim ${at}`, shapeOf(at), mark20),
    ]),
  ),
);

const REPORTS: Model = {
  name: 'reports',
  types: [REPORT],
  rules: [
    { type: REPORT.name, load: async (_reads, drafts) => drafts.map(() => null), decide: () => accept(null) },
  ],
  views: [],
};

function shapeOf(at: number) {
  switch (at % 5) {
    case 0:
      return Type.Integer();
    case 1:
      return Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }));
    case 3:
      return Type.Object({ known: Type.Literal('not-yet') });
    default:
      return Type.String({ maxLength: 2_000 });
  }
}

function claimValue(at: number): JsonValue {
  switch (at % 5) {
    case 0:
      return 1_645_672_500 + at;
    case 1:
      return ['DE', 'FR', 'NL', 'UA'];
    case 2:
      return `Сервіс недоступний з ${at}:15`;
    case 3:
      return { known: 'not-yet' };
    default:
      return `modems of station ${at} stopped answering after the update`;
  }
}

const CLAIMS = Object.fromEntries(
  Array.from({ length: OWN_CLAIMS }, (_, at) => [`claim_number_${at}`, claimValue(at)]),
);

function draft(caseId: string): Draft {
  return { type: REPORT.name, issuer: ALPHA, case: caseId, claims: CLAIMS };
}

/** A statement of twenty claims that lacks only salts and a signature. */
function issueJob(): { readonly job: IssueJob; readonly signer: SigningKey } {
  const author = `${ALPHA}#${randomUUID()}`;
  const caseId = randomUUID();
  const envelope = { issuer: ALPHA, vct: REPORT.vct, log: ORIGIN, realm: 'exercise:test' };
  const own = checkDraft(REPORT, draft(caseId));
  const common = mark(REPORT, { iat: 1_645_672_500, case: caseId, number: 1, case_number: 1, author });
  if (!own.ok || !common.ok) throw new Error('bench: the draft is refused');
  const claims = [...common.value, ...own.value];
  return { job: { envelope, claims }, signer: signingKey(primitives.generateKey('ES256')) };
}

/** What one thread does without rules, log and store: it salts, commits to and signs twenty claims, so often a second. */
function issueOnly(ms: number): number {
  const { job, signer } = issueJob();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < ms) {
    const prepared = prepare(job.envelope, job.claims, signer, (length) => primitives.randomBytes(length));
    if (!prepared.ok) throw new Error(prepared.refusal.sentence);
    sign(prepared.value, signer);
    done++;
  }
  return (done / (performance.now() - start)) * 1_000;
}

/** Each submitter works on a case of its own, and opens a new one now and then. */
async function durable(node: TinyNode, ms: number): Promise<number> {
  const actor = personOf(ALPHA);
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: SUBMITTERS }, async () => {
      let caseId = randomUUID();
      for (let said = 1; performance.now() - start < ms; said++) {
        if (said % STATEMENTS_PER_CASE === 0) caseId = randomUUID();
        const answer = await node.ledger.submit({ kind: 'draft', actor, draft: draft(caseId) });
        if (!answer.ok) throw new Error(answer.refusal.sentence);
        done++;
      }
    }),
  );
  return (done / (performance.now() - start)) * 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** The bare inserting has a store of its own: a crowd that waits for the other's transaction would hold that up for good. */
async function measure(
  engine: string,
  { place, beside }: { readonly place: StorePlace; readonly beside: StorePlace },
  target: number,
  options: BenchOptions,
): Promise<readonly Row[]> {
  options.say(`durable statements on ${engine}`);
  const ms = options.quick ? QUICK_ROUND_MS : ROUND_MS;
  const warmUpMs = options.quick ? ms : WARM_UP_MS;
  await using node = await tinyNode(place.target, { models: [TINY_LEDGER, REPORTS] });
  const { job, signer } = issueJob();
  await using bare = await bareAppend(beside.target, job, signer, SUBMITTERS);
  issueOnly(warmUpMs);
  await bare.measure(warmUpMs);
  await durable(node, warmUpMs);
  const rounds: { issued: number; bare: number; durable: number }[] = [];
  for (let round = 0; round < (options.quick ? 1 : ROUNDS); round++) {
    rounds.push({ issued: issueOnly(ms), bare: await bare.measure(ms), durable: await durable(node, ms) });
  }
  const bareRate = median(rounds.map((round) => round.bare));
  const shared = { unit: 'statements/s', better: 'more' } as const;
  return [
    figure({
      ...shared,
      name: `durable statements, 20 claims, ES256, ${SUBMITTERS} submitters, against merely signed and inserted, ${engine}`,
      value: median(rounds.map((round) => round.durable)),
      limit: bareRate,
      target,
    }),
    figure({
      ...shared,
      name: `the same merely signed and inserted, ${SUBMITTERS} a commit, against issuing on one thread, ${engine}`,
      value: bareRate,
      limit: median(rounds.map(({ issued }) => issued)),
    }),
  ];
}

/** Filled through the ledger's own tree, so that what is read back is what an append leaves. */
async function fillLog(store: Store, signer: SignerKey, entries: number): Promise<void> {
  const tree = new LogTree(signer, new Prover(ORIGIN));
  for (let size = 0; size < entries; size += ENTRIES_PER_STEP) {
    const step = Array.from({ length: Math.min(ENTRIES_PER_STEP, entries - size) }, () =>
      primitives.randomBytes(32),
    );
    await store.transaction((transaction) => tree.append(transaction, step, Temporal.Now.instant()));
    tree.commit();
  }
}

async function largeLog(place: StorePlace, options: BenchOptions): Promise<readonly Row[]> {
  const entries = options.quick ? 20_000 : 1_000_000;
  options.say(`a log of ${entries} entries`);
  {
    await using node = await tinyNode(place.target);
    await fillLog(node.store, await logSigner(node.keyring, ORIGIN), entries);
  }
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await using node = await tinyNode(place.target);
    times.push(performance.now() - start);
    if (!node.ledger.appends) throw new Error('bench: the ledger did not open');
  }
  await using store = await openStore(place.target);
  const row = await newestCheckpoint(store.connection, ORIGIN);
  if (row === undefined) throw new Error('bench: no checkpoint');
  const proofs: number[] = [];
  const prover = new Prover(ORIGIN);
  for (let at = 0; at < PROOFS; at++) {
    const index = Math.floor(Math.random() * entries);
    const start = performance.now();
    await prover.prove(store.connection, index, row);
    proofs.push(performance.now() - start);
  }
  const name = `log of ${entries.toLocaleString('en')} entries`;
  return [
    figure({
      name: `${name}: start-up with its check`,
      value: median(times) / 1_000,
      unit: 's',
      better: 'less',
      target: 5,
    }),
    figure({
      name: `${name}: inclusion proof from the store, median`,
      value: median(proofs),
      unit: 'ms',
      better: 'less',
      target: 1,
    }),
  ];
}

async function caseReading(place: StorePlace, options: BenchOptions): Promise<Row> {
  options.say('reading a case of 200 statements');
  await using node = await tinyNode(place.target, { models: [TINY_LEDGER, REPORTS] });
  const caseId = randomUUID();
  const actor = personOf(ALPHA);
  await Promise.all(
    Array.from({ length: CASE_STATEMENTS }, () =>
      node.ledger.submit({ kind: 'draft', actor, draft: draft(caseId) }),
    ),
  );
  const reader = createReader({
    store: node.store,
    grants: async () => new Map(),
    communitiesOf: async () => [],
    now: () => Temporal.Now.instant(),
  });
  const viewer = { ...PUBLIC_VIEWER, party: ALPHA };
  const times: number[] = [];
  for (let round = 0; round < READINGS; round++) {
    const start = performance.now();
    const shown = await reader.case(caseId, viewer);
    times.push(performance.now() - start);
    if (shown.length !== CASE_STATEMENTS) throw new Error(`bench: ${shown.length} statements were shown`);
  }
  return figure({
    name: `case of ${CASE_STATEMENTS} statements, 20 claims each, read for a viewer, median`,
    value: median(times),
    unit: 'ms',
    better: 'less',
    target: 20,
  });
}

type Part = { readonly name: string; readonly measure: () => Promise<readonly Row[]> };

async function onFolder(measure: (place: StorePlace) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  await using place = await sqlitePlace();
  return await measure(place);
}

export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const parts: readonly Part[] = [
    {
      name: 'durable statements SQLite',
      measure: () =>
        onFolder((place) => onFolder((beside) => measure('SQLite', { place, beside }, SQLITE_TARGET, options))),
    },
    { name: 'durable statements PostgreSQL', measure: () => onPostgres(options) },
    { name: 'log of entries', measure: () => onFolder((place) => largeLog(place, options)) },
    { name: 'case of statements', measure: () => onFolder(async (place) => [await caseReading(place, options)]) },
  ];
  const rows: Row[] = [];
  for (const part of parts) {
    if (options.only !== undefined && !part.name.includes(options.only) && !options.only.includes('ledger'))
      continue;
    rows.push(...(await part.measure()));
  }
  return rows;
}

async function onPostgres(options: BenchOptions): Promise<readonly Row[]> {
  const [first, second] = [await postgresPlace(), await postgresPlace()];
  if (!first.ok || !second.ok) {
    if (!first.ok) options.say(`skipped: ${first.refusal.sentence}`);
    return [];
  }
  await using place = first.value;
  await using beside = second.value;
  return await measure('PostgreSQL', { place, beside }, POSTGRES_TARGET, options);
}
