import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import type { FlowCode } from './codes.ts';
import { MAX_DRAFT_FILE_BYTES, readDraftFile } from './draft-file.ts';

/** `comity notify FILE`: checks a draft offline, then lets the node sign and log it. The same file twice has one effect. */
export function incidentCommands(program: Command, context: () => CommandContext): void {
  program
    .command('notify')
    .description('report from a JSON file: an alert, a report, a notice')
    .argument('<file>', 'the draft: {"type": …, "claims": {…}}; examples/ has some')
    .option('--check', 'check the file only; nothing is sent')
    .action(async (file: string, options: { check?: boolean }) => {
      const cli = context();
      const text = await textOf(file);
      if (!text.ok) return cli.refused(text.refusal);
      const draft = readDraftFile(text.value);
      if (!draft.ok) return cli.refused(draft.refusal);
      if (options.check === true) {
        return cli.answer({ checked: file, type: draft.value.type }, [
          `${file}: a sound draft of ${draft.value.type}.`,
        ]);
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const key = idempotencyKeyFrom('notify', text.value);
      const answer = await api.value.post('/api/v1/incidents/notify', draft.value, key);
      if (!answer.ok) return cli.refused(answer.refusal);
      cli.answer(answer.value, receiptLines(answer.value, draft.value.case));
    });
}

async function textOf(file: string): Promise<Outcome<string, FlowCode>> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return refuse('not-a-draft', `There is no file ${file}.`, file);
  if (!found.isFile()) return refuse('not-a-draft', `${file} is a folder or a device, not a file.`, file);
  if (found.size > MAX_DRAFT_FILE_BYTES) {
    return refuse(
      'file-too-large',
      `${file} has ${found.size} bytes; a draft has at most ${MAX_DRAFT_FILE_BYTES}.`,
      file,
    );
  }
  return accept(await readFile(file, 'utf8'));
}

type Notified = {
  readonly digest?: unknown;
  readonly logIndex?: unknown;
  readonly given?: { readonly to?: string; readonly refused?: Refusal } | null;
};

function receiptLines(answer: unknown, caseId: string): readonly string[] {
  const { digest, logIndex, given } = answer as Notified;
  return [
    'Signed and logged.',
    `  reference     ${String(digest)}`,
    `  log position  ${String(logIndex)}`,
    `  case          ${caseId}`,
    `  given to      ${givenTo(given)}`,
    `See it with: comity show ${caseId}`,
  ];
}

function givenTo(given: Notified['given']): string {
  if (given?.refused !== undefined) return `nobody yet: ${given.refused.sentence} [${given.refused.code}]`;
  return given?.to ?? 'nobody: your party names no authority to report to';
}
