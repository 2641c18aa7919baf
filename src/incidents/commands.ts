import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { readNamed } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import type { Refusal } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import { NOTIFY_TEXTS as T } from './command-texts.ts';
import { MAX_DRAFT_FILE_BYTES, readDraftFile } from './form/draft-file.ts';

/** `comity notify FILE`: checks a draft offline, then lets the node sign and log it. The same file twice has one effect. */
export function incidentCommands(program: Command, context: () => CommandContext): void {
  program
    .command('notify')
    .description(T.description)
    .argument('<file>', spoken(T.file))
    .option('--check', T.check)
    .action(async (file: string, options: { check?: boolean }) => {
      const cli = context();
      const bytes = await readNamed(file, MAX_DRAFT_FILE_BYTES);
      if (!bytes.ok) return cli.refused(bytes.refusal);
      const text = new TextDecoder().decode(bytes.value);
      const draft = readDraftFile(text);
      if (!draft.ok) return cli.refused(draft.refusal);
      if (options.check === true) {
        return cli.answer({ checked: file, type: draft.value.type }, [
          spoken(T.sound, { file, type: draft.value.type }),
        ]);
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const key = idempotencyKeyFrom('notify', text);
      const answer = await api.value.post('/api/v1/incidents/notify', draft.value, key);
      if (!answer.ok) return cli.refused(answer.refusal);
      cli.answer(answer.value, receiptLines(answer.value));
    });
}

type Notified = {
  readonly digest?: unknown;
  readonly logIndex?: unknown;
  readonly case?: unknown;
  readonly given?: { readonly to?: string; readonly refused?: Refusal } | null;
};

function receiptLines(answer: unknown): readonly string[] {
  const { digest, logIndex, given, case: opened } = answer as Notified;
  const caseId = String(opened);
  return [
    T.signed,
    spoken(T.reference, { digest: String(digest) }),
    spoken(T.position, { index: String(logIndex) }),
    spoken(T.case, { case: caseId }),
    givenTo(given),
    spoken(T.see, { command: `comity show ${caseId}` }),
  ];
}

function givenTo(given: Notified['given']): string {
  if (given?.refused !== undefined) {
    return spoken(T.notYet, { sentence: given.refused.sentence, code: given.refused.code });
  }
  return given?.to === undefined ? T.nobody : spoken(T.given, { party: given.to });
}
