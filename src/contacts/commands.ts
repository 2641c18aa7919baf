import { type Command, Option } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { type FileCode, readNamed, writeNew } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import type { Outcome } from '#outcome.ts';
import type { ImportCode } from './codes.ts';
import { CONTACT_COMMAND_TEXTS as T } from './command-texts.ts';
import { LIST_BYTES_MOST, textOfList } from './contact-list.ts';
import { EXPORT_FORMS, IMPORT_FORMS } from './lists.ts';

type Contact = {
  readonly state: string;
  readonly kind: string;
  readonly partyName: string;
  readonly party: string;
  readonly contact: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly stale: readonly string[];
};

/** `comity contacts …`: the directory, from a terminal. */
export function contactCommands(program: Command, context: () => CommandContext): void {
  const contacts = program.command('contacts').description(T.description);

  contacts
    .command('list')
    .description(T.list.description)
    .option('--state <code>', T.list.state)
    .option('--kind <kind>', T.list.kind)
    .option('--stale', T.list.onlyStale)
    .action(async (options: { state?: string; kind?: string; stale?: true }) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(options)) query.set(name, String(value));
      await answer<{ contacts: readonly Contact[] }>(context(), { get: `/api/v1/contacts?${query}` }, listLines);
    });

  contacts
    .command('ping')
    .description(T.ping.description)
    .argument('<did>', T.ping.party)
    .addOption(
      new Option('--channel <channel>', T.ping.channel)
        .choices(['csirt', 'police', 'diplomatic'])
        .default('csirt'),
    )
    .option('--contact <uuid>', T.ping.contact)
    .option('--hours <number>', T.ping.hours, '24')
    .action(async (to: string, options: { channel: string; contact?: string; hours: string }) => {
      const body = {
        to,
        channel: options.channel,
        answer_hours: Number(options.hours),
        ...(options.contact === undefined ? {} : { contact: options.contact }),
      };
      await answer<{ digest: string }>(context(), { post: '/api/v1/contacts/pings', body }, ({ digest }) => [
        spoken(T.ping.asked, { party: to }),
        spoken(T.ping.reference, { digest }),
      ]);
    });

  contacts
    .command('pings')
    .description(T.pings.description)
    .action(() => answer<Pings>(context(), { get: '/api/v1/contacts/pings' }, pingLines));
  listCommands(contacts, context);
}

function listCommands(contacts: Command, context: () => CommandContext): void {
  contacts
    .command('export')
    .description(T.export.description)
    .argument('<file>')
    .addOption(new Option('--form <form>').choices([...EXPORT_FORMS]).default('csv'))
    .option('--unconfirmed', T.export.unconfirmed)
    .action(async (file: string, options: { form: string; unconfirmed?: true }) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const wanted = options.unconfirmed === true ? '&unconfirmed=true' : '';
      const bytes = await api.value.bytes(`/api/v1/contacts/export?form=${options.form}${wanted}`);
      if (!bytes.ok) return cli.refused(bytes.refusal);
      const written = await writeNew(file, bytes.value, 'file');
      if (!written.ok) return cli.refused(written.refusal);
      cli.answer({ file, bytes: bytes.value.length }, [
        spoken(T.export.wrote, { file, bytes: String(bytes.value.length) }),
      ]);
    });

  contacts
    .command('import')
    .description(T.import.description)
    .argument('<file>')
    .addOption(new Option('--form <form>').choices([...IMPORT_FORMS]).default('csv'))
    .option('--source <text>', T.import.source)
    .option('--check', T.import.check)
    .action(async (file: string, options: { form: string; source?: string; check?: true }) => {
      const text = await listIn(file);
      if (!text.ok) return context().refused(text.refusal);
      const body = {
        form: options.form,
        source: options.source ?? file.split('/').at(-1) ?? file,
        text: text.value,
        ...(options.check === true ? { check: true } : {}),
      };
      await answer<{ kept: number; found: number; repeated: readonly string[] }>(
        context(),
        { post: '/api/v1/contacts/import', body },
        ({ kept, found, repeated }) => [
          spoken(T.import.found, { found, kept }),
          ...repeated.map((place) => spoken(T.import.repeated, { place })),
        ],
      );
    });
}

type Asked = { readonly get: string } | { readonly post: string; readonly body: unknown };

async function answer<Answer>(
  cli: CommandContext,
  asked: Asked,
  lines: (answered: Answer) => readonly string[],
): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const answered = 'get' in asked ? await api.value.get(asked.get) : await api.value.post(asked.post, asked.body);
  if (!answered.ok) return cli.refused(answered.refusal);
  cli.answer(answered.value, lines(answered.value as Answer));
}

function listLines({ contacts }: { readonly contacts: readonly Contact[] }): readonly string[] {
  if (contacts.length === 0) return [T.list.none];
  return contacts.map(({ state, kind, partyName, name, phone, email, stale }) => {
    const reached = [name, phone, email].filter((one) => one !== null).join(', ') || T.list.withheld;
    const line = { state, kind, party: partyName, reached };
    return stale.length === 0
      ? spoken(T.list.line, line)
      : spoken(T.list.stale, { ...line, stale: stale.join(', ') });
  });
}

type Pings = {
  readonly sent: readonly {
    readonly to?: string;
    readonly party: string;
    readonly at: string;
    readonly state: string;
  }[];
  readonly toAnswer: readonly {
    readonly issuer: string;
    readonly answerBy: string | null;
    readonly digest: string;
  }[];
};

function pingLines({ sent, toAnswer }: Pings): readonly string[] {
  return [
    ...toAnswer.map(({ issuer, answerBy, digest }) =>
      spoken(T.pings.toAnswer, { issuer, time: answerBy ?? T.pings.noTime, digest }),
    ),
    ...sent.map(({ party, at, state }) => spoken(T.pings.sent, { time: at, party, state })),
    ...(sent.length + toAnswer.length === 0 ? [T.pings.none] : []),
  ];
}

async function listIn(file: string): Promise<Outcome<string, ImportCode | FileCode>> {
  const bytes = await readNamed(file, LIST_BYTES_MOST);
  return bytes.ok ? textOfList(bytes.value) : bytes;
}
