import type { Command } from 'commander';
import { parseCheckpoint } from '#log/checkpoint.ts';
import type { NoteSignature } from '#log/note.ts';
import { asked, caseOrStatement } from './asked.ts';
import { CLI_TEXTS } from './cli-texts.ts';
import type { ApiClient, CommandContext } from './context.ts';
import { spoken } from './terminal.ts';

const { show: T, log: L } = CLI_TEXTS;

type Members = Readonly<Record<string, unknown>>;

/** A cosignature by ML-DSA-44 is 2,420 bytes long; one by Ed25519, with its time, 72. */
const LONGEST_ED25519_BYTES = 200;

/** Commands that read from a running node: what a case or a statement says, and how far the log has come. */
export function showCommands(program: Command, context: () => CommandContext): void {
  program
    .command('show')
    .description(T.description)
    .argument('[case-or-digest]')
    .option('--all', T.all)
    .action(async (which: string | undefined, options: { all?: boolean }) =>
      asked(context(), async (cli, api) => {
        if (which === undefined) return showCases(cli, api);
        const place = caseOrStatement(which);
        if (!place.ok) return cli.refused(place.refusal);
        return place.value === 'statements'
          ? showStatement(cli, api, which)
          : showCase(cli, api, which, options.all === true);
      }),
    );

  program
    .command('log')
    .description(L.description)
    .action(async () => asked(context(), showLog));
}

function claimsOf(
  statement: unknown,
): Readonly<Record<string, { readonly value: unknown; readonly marking: Members }>> {
  return (statement as { claims?: Record<string, { value: unknown; marking: Members }> }).claims ?? {};
}

async function showCases(cli: CommandContext, api: ApiClient): Promise<void> {
  const page = await api.get('/api/v1/cases?limit=50');
  if (!page.ok) return cli.refused(page.refusal);
  const { cases, next } = page.value as { cases: readonly { case: string }[]; next?: string };
  const lines = cases.map((one) => one.case);
  if (lines.length === 0) lines.push(T.none);
  if (next !== undefined) lines.push(T.more);
  cli.answer(page.value, lines);
}

async function showStatement(cli: CommandContext, api: ApiClient, digest: string): Promise<void> {
  const statement = await api.get(`/api/v1/statements/${digest}`);
  if (!statement.ok) return cli.refused(statement.refusal);
  const { issuer, type, log, logIndex, withheld } = statement.value as Members;
  const claims = Object.entries(claimsOf(statement.value)).map(([name, { value, marking }]) => {
    return `  ${name.padEnd(20)} ${`TLP:${String(marking.tlp).toUpperCase()}`.padEnd(17)} ${JSON.stringify(value)}`;
  });
  cli.answer(statement.value, [
    spoken(T.statement, { type: String(type), issuer: String(issuer) }),
    spoken(T.position, { log: String(log), index: String(logIndex) }),
    ...(withheld === true ? [T.withheld] : []),
    ...claims,
  ]);
}

async function showCase(cli: CommandContext, api: ApiClient, caseId: string, all: boolean): Promise<void> {
  const summary = await api.get(`/api/v1/cases/${caseId}/summary${all ? '?all=true' : ''}`);
  if (!summary.ok) return cli.refused(summary.refusal);
  const { status, speakers, timeline, nextStep, withheld } = summary.value as {
    status: { state: string };
    speakers: readonly { party: string; statements: number }[];
    timeline: readonly {
      logged: string;
      by: string;
      type: string;
      digest: string;
      text?: string;
      withdrawnBy?: string;
    }[];
    nextStep: { sentence: string };
    withheld: boolean;
  };
  const events = timeline.map(({ logged, by, type, digest, text, withdrawnBy }) => {
    const event = spoken(withdrawnBy === undefined ? T.event : T.withdrawn, { logged, type, by, digest });
    return text === undefined ? event : `${event}\n      ${text}`;
  });
  cli.answer(summary.value, [
    spoken(T.case, { case: caseId, state: status.state }),
    spoken(T.speakers, {
      speakers: speakers.map(({ party, statements }) => `${party} (${statements})`).join(', '),
    }),
    ...(withheld ? [T.withheld] : []),
    T.timeline,
    ...events,
    spoken(T.next, { step: nextStep.sentence }),
  ]);
}

/** The note itself, which a verifier needs to the letter, is in the answer to --json and at /log/checkpoint. */
async function showLog(cli: CommandContext, api: ApiClient): Promise<void> {
  const bytes = await api.bytes('/log/checkpoint');
  if (!bytes.ok) return cli.refused(bytes.refusal);
  const text = new TextDecoder().decode(bytes.value);
  const signed = parseCheckpoint(text);
  if (!signed.ok) return cli.refused(signed.refusal);
  const { checkpoint, note } = signed.value;
  const cosigners = note.signatures.filter(({ name }) => name !== checkpoint.origin);
  cli.answer({ checkpoint: text }, [
    spoken(L.origin, { origin: checkpoint.origin }),
    spoken(L.entries, { entries: String(checkpoint.size) }),
    spoken(L.root, { root: checkpoint.root.toBase64() }),
    ...cosigners.map((one) => spoken(L.cosigned, { name: one.name, algorithm: kindOf(one) })),
    ...(cosigners.length === 0 ? [L.nobody] : []),
  ]);
}

function kindOf({ signature }: NoteSignature): string {
  return signature.length > LONGEST_ED25519_BYTES ? 'ML-DSA-44' : 'Ed25519';
}
