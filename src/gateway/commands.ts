import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { readNamed } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { COMMAND_TEXTS as T } from './command-texts.ts';
import { MESSAGE_BYTES_MOST } from './mail/limits.ts';
import { proposalsFrom, questionsOpen } from './mail/proposals.ts';
import { type ReadMail, readMail } from './mail/read-mail.ts';

const NO_SENDER = 'This is no mail that can be read: it names no sender (From).';

/** `comity mail FILE.eml`: a mail that lies in a file becomes a draft at your desk; with --check it is only read. */
export function gatewayCommands(program: Command, context: () => CommandContext): void {
  program
    .command('mail')
    .description(T.description)
    .argument('<file>', T.file)
    .option('--check', T.check)
    .action(async (file: string, { check = false }: { check?: boolean }) => {
      const cli = context();
      const raw = await readNamed(file, MESSAGE_BYTES_MOST);
      if (!raw.ok) return cli.refused(raw.refusal);
      const mail = await readMail(raw.value, Temporal.Now.instant());
      if (!mail.ok) return cli.refused(mail.refusal);
      // The door takes what comes, lest a call for help be lost; here somebody can still choose another file.
      if (mail.value.from.address === '') {
        return cli.refused({ code: 'mail-malformed', sentence: NO_SENDER, place: file });
      }
      if (check) return cli.answer(readJson(mail.value), readLines(mail.value));
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const kept = await api.value.post('/api/v1/mail', { message: raw.value.toBase64() });
      if (!kept.ok) return cli.refused(kept.refusal);
      const { isNew, link } = kept.value as { readonly isNew?: boolean; readonly link?: string };
      cli.answer(kept.value, [isNew === true ? T.kept : T.known, spoken(T.link, { link: link ?? '' })]);
    });
}

function readJson(mail: ReadMail) {
  const { fields, refused } = proposalsFrom(mail);
  const files = mail.files.map(({ name, type, digest, bytes }) => ({ name, type, digest, bytes: bytes.length }));
  const { messageId, from, subject, signature } = mail;
  return { messageId, from, subject, signature, files, fields, refused, open: questionsOpen(fields) };
}

function readLines(mail: ReadMail): readonly string[] {
  const { fields, files, signature, open, refused } = readJson(mail);
  return [
    spoken(T.from, { from: mail.from.address, subject: mail.subject }),
    spoken(T.signature, { signature: T.signatures[signature.kind] }),
    ...Object.entries(fields).map(([name, value]) => `  ${name}: ${[value ?? []].flat().join(', ')}`),
    ...refused.map(({ name }) => spoken(T.notRead, { name })),
    ...files.map(({ name, type, digest }) => spoken(T.fileLine, { name, type, digest })),
    spoken(T.open, { questions: open.join(', ') || '–' }),
  ];
}
