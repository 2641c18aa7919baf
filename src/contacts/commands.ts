import { readFile, stat, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { ImportCode } from './codes.ts';
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
  const contacts = program.command('contacts').description('points of contact: list, ping, export, import');

  contacts
    .command('list')
    .description('who is reached how, with what is stale')
    .option('--state <code>', 'ISO 3166-1 alpha-2')
    .option('--kind <kind>', 'csirt, single-point-of-contact, police-24-7, un-diplomatic or un-technical')
    .option('--stale', 'only those to verify before use')
    .action(async (options: { state?: string; kind?: string; stale?: true }) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(options)) query.set(name, String(value));
      await answer<{ contacts: readonly Contact[] }>(context(), { get: `/api/v1/contacts?${query}` }, listLines);
    });

  contacts
    .command('ping')
    .description('ask a contact to read a code back, by surprise')
    .argument('<did>', 'the party, as did:web:…')
    .addOption(
      new Option('--channel <channel>', 'room to ask in')
        .choices(['csirt', 'police', 'diplomatic'])
        .default('csirt'),
    )
    .option('--contact <uuid>', 'an entry of its, as "contacts list --json" names it')
    .option('--hours <number>', 'within how many hours an answer is wanted', '24')
    .action(async (to: string, options: { channel: string; contact?: string; hours: string }) => {
      const body = {
        to,
        channel: options.channel,
        answer_hours: Number(options.hours),
        ...(options.contact === undefined ? {} : { contact: options.contact }),
      };
      await answer<{ digest: string }>(context(), { post: '/api/v1/contacts/pings', body }, ({ digest }) => [
        `Asked ${to}. What comes back: comity contacts pings`,
        `  reference  ${digest}`,
      ]);
    });

  contacts
    .command('pings')
    .description('pings of your party and what came of them')
    .action(() => answer<Pings>(context(), { get: '/api/v1/contacts/pings' }, pingLines));
  listCommands(contacts, context);
}

function listCommands(contacts: Command, context: () => CommandContext): void {
  contacts
    .command('export')
    .description('write the directory, as you may see it, to a file')
    .argument('<file>')
    .addOption(new Option('--form <form>').choices([...EXPORT_FORMS]).default('csv'))
    .option('--unconfirmed', 'with the entries that your party took over from lists')
    .action(async (file: string, options: { form: string; unconfirmed?: true }) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const wanted = options.unconfirmed === true ? '&unconfirmed=true' : '';
      const bytes = await api.value.bytes(`/api/v1/contacts/export?form=${options.form}${wanted}`);
      if (!bytes.ok) return cli.refused(bytes.refusal);
      await writeFile(file, bytes.value);
      cli.answer({ file, bytes: bytes.value.length }, [`Wrote ${file} (${bytes.value.length} bytes).`]);
    });

  contacts
    .command('import')
    .description('take over a list as unconfirmed entries of your party, whole or not at all')
    .argument('<file>')
    .addOption(new Option('--form <form>').choices([...IMPORT_FORMS]).default('csv'))
    .option('--source <text>', 'where the list comes from (default its file name)')
    .option('--check', 'only say what is wrong')
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
          `${found} contacts found, ${kept} kept as unconfirmed entries of your party.`,
          ...repeated.map((place) => `  ${place}: says again what an earlier line said`),
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
  if (contacts.length === 0) return ['No contact that you may see. State yours on the page /contacts.'];
  return contacts.map(({ state, kind, partyName, name, phone, email, stale }) => {
    const reached = [name, phone, email].filter((one) => one !== null).join(', ') || 'details withheld';
    return `${state}  ${kind}  ${partyName}: ${reached}${stale.length === 0 ? '' : `  STALE: ${stale.join(', ')}`}`;
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
    ...toAnswer.map(
      ({ issuer, answerBy, digest }) => `TO ANSWER  ${issuer}  by ${answerBy ?? 'no time named'}  ${digest}`,
    ),
    ...sent.map(({ party, at, state }) => `${at}  ${party}  ${state}`),
    ...(sent.length + toAnswer.length === 0 ? ['No pings yet: comity contacts ping DID'] : []),
  ];
}

async function listIn(file: string): Promise<Outcome<string, ImportCode>> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return refuse('import-malformed', `There is no file ${file}.`, file);
  if (found.size > LIST_BYTES_MOST) {
    return refuse(
      'import-too-large',
      `${file} has ${found.size} bytes; a list has at most ${LIST_BYTES_MOST}.`,
      file,
    );
  }
  const text = textOfList(await readFile(file));
  return text.ok ? accept(text.value) : text;
}
