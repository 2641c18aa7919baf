/** The front door: opens the ledger of one node and realm, in any number of processes of which one appends. */
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import type { SignerKey, VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { contradictionIn } from '#statement/traits.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { admit, type Catalogue, type Home } from './admission.ts';
import { type OwnProofs, proofInEndedLog, readAppended } from './appended.ts';
import type { Answer } from './appender.ts';
import { CasePlaces } from './case-places.ts';
import { checkpointCovering, isPublished, keepCosignatures, publishedCheckpoint } from './checkpoints.ts';
import type { CheckpointCode } from './codes.ts';
import type { Ledger, Model, Recorded, Submission } from './contract.ts';
import { Election } from './election.ts';
import { erasuresIn } from './erasure.ts';
import { type ErasureList, NO_ERASURE_LIST } from './erasure-list.ts';
import { forget } from './forgetful.ts';
import { HandOff } from './hand-off.ts';
import { InFlight } from './in-flight.ts';
import { IssuingThreads } from './issuing-threads.ts';
import { CHECKPOINT_CADENCE_MS } from './limits.ts';
import { Listeners } from './listeners.ts';
import { logSigner } from './log-key.ts';
import { LogTree } from './log-tree.ts';
import { LEDGER_MODEL_NAME } from './model.ts';
import { NumberBook, type Numbers } from './numbers.ts';
import { indexOfBareEntry } from './padding.ts';
import { Prover } from './prover.ts';
import type { PartyReads } from './signers.ts';
import { LEDGER_TABLES, ledgerTables } from './tables.ts';
import { type Progress, Views } from './views.ts';
import { viewsOutOfStep } from './whole-check.ts';

export type LedgerOptions = {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly models: readonly Model[];
  /** Origin line of the log. */
  readonly origin: string;
  readonly realm: string;
  readonly parties: PartyReads;
  /** What was erased here, kept outside database and backups; every node that serves for real has one. */
  readonly erasures?: ErasureList;
  /** Time as the realm has it; an exercise may run faster. */
  readonly clock?: () => Temporal.Instant;
  readonly cadenceMs?: number;
  /** Each published checkpoint is filled up with random entries to a multiple of this; 0 for none. */
  readonly paddingMultiple?: number;
  /** Failures behind the submissions: a view that does not fold, a listener that throws. */
  readonly report?: (failure: unknown) => void;
};

/** The ledger as the node holds it; capabilities see {@link Ledger} of it. */
export interface OpenLedger extends Ledger, AsyncDisposable {
  readonly store: Store;
  readonly views: Views;
  readonly logKey: VerifierKey;
  /** Whether this process appends just now. */
  readonly appends: boolean;
  published(): Promise<SignedCheckpoint | undefined>;
  onPublished(listener: (checkpoint: SignedCheckpoint) => void): () => void;
  /** Signature lines of witnesses for a published checkpoint, verified by whoever hands them in. */
  addCosignatures(origin: string, size: number, lines: string): Promise<Outcome<null, CheckpointCode>>;
  /** What a party that keeps its own key numbers its next statement in this case. */
  nextNumbers(issuer: string, caseId: string): Promise<Numbers>;
  /** Tables that would come out otherwise, were every view folded anew; appends wait meanwhile. */
  viewsOutOfStep(): Promise<readonly string[]>;
  rebuildViews(progress?: Progress): Promise<Outcome<null, 'not-appending'>>;
}

export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
  const { store, origin, realm, models } = options;
  if (!models.some((model) => model.name === LEDGER_MODEL_NAME)) {
    throw new Error(
      'open the ledger: give it the model of the ledger too, under the authority that governs the others',
    );
  }
  const clock = options.clock ?? (() => Temporal.Now.instant());
  const report = options.report ?? (() => undefined);
  await createTables(store, [LEDGER_TABLES]);
  const signer = await logSigner(options.keyring, origin);
  const prover = new Prover(origin);
  const views = new Views(models, report);
  const recorded = new Listeners<readonly Recorded[]>(report);
  recorded.add((records) => {
    for (const { digest } of erasuresIn(records)) forget(digest);
  });
  const published = new Listeners<SignedCheckpoint>(report);
  const home = { origin, realm };
  const catalogue = catalogueOf(models);
  const proofs = proofsOf(origin, prover);
  const handOff = new HandOff(store, (digest) => readAppended(store.connection, proofs, digest));
  const threads = new IssuingThreads(report);
  const election = await Election.begin({
    store,
    keyring: options.keyring,
    parties: options.parties,
    logKey: signer.verifier,
    clock,
    report,
    handOff,
    erasures: options.erasures ?? NO_ERASURE_LIST,
    recorded,
    published,
    cadenceMs: options.cadenceMs ?? CHECKPOINT_CADENCE_MS,
    paddingMultiple: options.paddingMultiple ?? 0,
    newState: (epoch) => ({
      home,
      catalogue,
      views,
      epoch,
      tree: new LogTree(signer, prover),
      numbers: new NumberBook(),
      places: new CasePlaces(),
      threads,
      standing: 'open',
      nextArrival: 1,
      latest: Temporal.Instant.fromEpochMilliseconds(0),
    }),
  });
  return front({ store, home, clock, signer, views, recorded, published, catalogue, proofs, election, threads });
}

function proofsOf(origin: string, prover: Prover): OwnProofs {
  return {
    origin,
    async proof(reads, logIndex) {
      const signed = await checkpointCovering(reads, origin, logIndex);
      if (signed === undefined) throw new Error(`prove entry ${logIndex}: no checkpoint covers it`);
      return prover.prove(reads, logIndex, signed);
    },
  };
}

/** What an open ledger is made of, behind its front. */
type Parts = {
  readonly store: Store;
  readonly home: Home;
  readonly clock: () => Temporal.Instant;
  readonly signer: SignerKey;
  readonly views: Views;
  readonly recorded: Listeners<readonly Recorded[]>;
  readonly published: Listeners<SignedCheckpoint>;
  readonly catalogue: Catalogue;
  readonly proofs: OwnProofs;
  readonly election: Election;
  readonly threads: IssuingThreads;
};

function front(parts: Parts): OpenLedger {
  const { store, home, clock, signer, views, recorded, published, catalogue, proofs, election, threads } = parts;
  const { origin, realm } = home;
  const inFlight = new InFlight<Answer>();

  async function submit(submission: Submission): Promise<Answer> {
    const admitted = admit(submission, catalogue, home);
    if (!admitted.ok) return admitted;
    return inFlight.once(admitted.value.idempotency, () => election.submit(submission, admitted.value));
  }

  return {
    origin,
    realm,
    types: catalogue.types,
    store,
    views,
    logKey: signer.verifier,
    get appends() {
      return election.appends;
    },
    submit,
    onRecorded: (listener) => recorded.add(listener),
    onPublished: (listener) => published.add(listener),
    now: clock,
    async proof(digest, of = 'any') {
      const row = await ledgerTables(store.connection)
        .selectFrom('statement')
        .select(['origin', 'log', 'log_index', 'proof'])
        .where('digest', '=', digest)
        .executeTakeFirst();
      if (row === undefined) {
        // An outsider who asks by digest must not learn from the answer which entries are padding.
        const index = await indexOfBareEntry(store.connection, origin, digest);
        return index === undefined ? undefined : proofs.proof(store.connection, index);
      }
      const hidden =
        of === 'published' &&
        (row.origin === 'foreign' || !(await isPublished(store.connection, row.log, row.log_index)));
      if (hidden) return undefined;
      if (row.origin === 'foreign') return row.proof ?? undefined;
      return row.log === origin
        ? proofs.proof(store.connection, row.log_index)
        : proofInEndedLog(store.connection, row.log, row.log_index);
    },
    published: () => publishedCheckpoint(store.connection, origin),
    addCosignatures: (log, size, lines) =>
      store.transaction((transaction) => keepCosignatures(transaction, log, size, lines, clock())),
    async nextNumbers(issuer, caseId) {
      const numbers = new NumberBook();
      await numbers.load(store.connection, [{ issuer, caseId }], new CasePlaces());
      return numbers.next(issuer, caseId);
    },
    viewsOutOfStep: () => viewsOutOfStep((work) => election.exclusive(work) ?? store.transaction(work), views),
    async rebuildViews(progress) {
      const rebuilt = election.exclusive((transaction) => views.rebuild(transaction, views.all, progress));
      if (rebuilt === undefined) {
        return refuse('not-appending', 'Another process of this node appends; rebuild there, or stop it first.');
      }
      await rebuilt;
      return accept(null);
    },
    async [Symbol.asyncDispose]() {
      await election[Symbol.asyncDispose]();
      await threads[Symbol.asyncDispose]();
    },
  };
}

function catalogueOf(models: readonly Model[]): Catalogue {
  const types = new Map<string, StatementType>();
  const typesByVct = new Map<string, StatementType>();
  const rules: Catalogue['rules'] = new Map(
    models.flatMap((model) => model.rules.map((rule) => [rule.type, rule])),
  );
  for (const type of models.flatMap((model) => model.types)) {
    if (types.has(type.name)) throw new Error(`open the ledger: the type ${type.name} is in two models`);
    const contradiction = contradictionIn(type);
    if (contradiction !== undefined) throw new Error(`open the ledger: ${contradiction}`);
    types.set(type.name, type);
    typesByVct.set(type.vct, type);
  }
  return { types, typesByVct, rules };
}
