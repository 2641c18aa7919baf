/**
 * Durable statements a second, against what one thread can merely issue. Both are measured in turns in one run, so
 * that both meet the same disturbances; fsync and synchronous_commit are on.
 */
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import type { Model } from '#ledger/contract.ts';
import { LEDGER_MODEL } from '#ledger/model.ts';
import { accept } from '#outcome.ts';
import { primitives } from '#primitives';
import { checkDraft, mark } from '#statement/check.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import { signingKey } from '#statement/jwk.ts';
import { marking } from '#statement/marking.ts';
import { requiredClaim, statementType } from '#statement/statement-type.ts';
import { postgresPlace, type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { ALPHA, ORIGIN, personOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { figure } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const SUBMITTERS = 64;
const OWN_CLAIMS = 15;
const ROUND_MS = 2_000;
const QUICK_ROUND_MS = 150;
const ROUNDS = 5;
const WARM_UP_MS = 1_500;
const SQLITE_TARGET = 0.7;
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

function draft(): Draft {
  return { type: REPORT.name, issuer: ALPHA, case: randomUUID(), claims: CLAIMS };
}

/** What one thread does without log and store: check, mark, salt, sign. */
function issueOnly(): (ms: number) => number {
  const key = signingKey(primitives.generateKey('ES256'));
  const author = `${ALPHA}#${randomUUID()}`;
  const envelope = { issuer: ALPHA, vct: REPORT.vct, log: ORIGIN, realm: 'exercise:test' };
  let number = 0;
  function once(): void {
    number++;
    const said = draft();
    const own = checkDraft(REPORT, said);
    const common = mark(REPORT, { iat: 1_645_672_500, case: said.case, number, case_number: 1, author });
    if (!own.ok || !common.ok) throw new Error('bench: the draft is refused');
    const prepared = prepare(envelope, [...common.value, ...own.value], key, (length) =>
      primitives.randomBytes(length),
    );
    if (!prepared.ok) throw new Error(prepared.refusal.sentence);
    sign(prepared.value, key);
  }
  return (ms) => {
    const start = performance.now();
    let done = 0;
    while (performance.now() - start < ms) {
      once();
      done++;
    }
    return (done / (performance.now() - start)) * 1_000;
  };
}

async function durable(node: TinyNode, ms: number): Promise<number> {
  const actor = personOf(ALPHA);
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: SUBMITTERS }, async () => {
      while (performance.now() - start < ms) {
        const answer = await node.ledger.submit({ kind: 'draft', actor, draft: draft() });
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

async function measure(engine: string, place: StorePlace, target: number, options: BenchOptions): Promise<Row> {
  options.say(`durable statements on ${engine}`);
  const ms = options.quick ? QUICK_ROUND_MS : ROUND_MS;
  await using node = await tinyNode(place.target, { models: [LEDGER_MODEL, REPORTS] });
  const issue = issueOnly();
  issue(options.quick ? ms : WARM_UP_MS);
  await durable(node, options.quick ? ms : WARM_UP_MS);
  const limits: number[] = [];
  const values: number[] = [];
  for (let round = 0; round < (options.quick ? 1 : ROUNDS); round++) {
    limits.push(issue(ms));
    values.push(await durable(node, ms));
  }
  return figure({
    name: `durable statements, 20 claims, ES256, ${SUBMITTERS} submitters, ${engine}`,
    value: median(values),
    unit: 'statements/s',
    better: 'more',
    limit: median(limits),
    target,
  });
}

export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  {
    await using place = await sqlitePlace();
    rows.push(await measure('SQLite', place, SQLITE_TARGET, options));
  }
  const postgres = await postgresPlace();
  if (postgres.ok) {
    await using place = postgres.value;
    rows.push(await measure('PostgreSQL', place, POSTGRES_TARGET, options));
  } else options.say(`skipped: ${postgres.refusal.sentence}`);
  return rows;
}
