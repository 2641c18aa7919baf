import { access, mkdir, writeFile } from 'node:fs/promises';
import * as prompts from '@clack/prompts';
import type { Command } from 'commander';
import { openNode } from '#node.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { issueEnrolment } from '#parties/enrolment.ts';
import { type Founded, foundParty } from '#parties/founding.ts';
import { PARTY_KINDS, type PartyKind } from '#parties/statements.ts';
import { readSettings, type Settings } from '#settings.ts';
import { createKeyFile } from '#store/unlock.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

type Asked = {
  readonly party: string;
  readonly name: string;
  readonly kind: string;
  readonly territory: string;
  readonly administrator: string;
  readonly parent?: string;
};
type Options = Partial<Asked> & { readonly recoveryOut?: string };

const T = NODE_TEXTS.init;
const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;
const TERRITORY = /^[A-Z]{2}$/;

/** `comity init`: keys, log and first party of a node; may be run again for a further party. */
export function initCommand(program: Command, context: () => CommandContext): void {
  program
    .command('init')
    .description(T.description)
    .option('--party <did>', T.party)
    .option('--name <name>', T.name)
    .option('--kind <kind>', PARTY_KINDS.join(', '))
    .option('--territory <code>', T.territory)
    .option('--administrator <name>', T.administrator)
    .option('--parent <did>', T.parent)
    .option('--recovery-out <file>', T.recoveryOut)
    .action(async (options: Options) => {
      const cli = context();
      const outcome = await init(cli, options);
      if (!outcome.ok) cli.refused(outcome.refusal);
    });
}

async function init(cli: CommandContext, options: Options): Promise<Outcome<null>> {
  const settings = readSettings(process.env);
  if (!settings.ok) return settings;
  const asked = await complete(cli, options);
  if (!asked.ok) return asked;
  await prepareKeyFile(settings.value, cli);
  const opened = await openNode(settings.value, { trouble: (failure) => cli.note(String(failure)) });
  if (!opened.ok) return opened;
  await using node = opened.value;
  const { party, name, territory, administrator, parent } = asked.value;
  const founded = await foundParty(
    { ledger: node.ledger, keyring: node.keyring, connection: node.store.connection },
    {
      party,
      name,
      kind: asked.value.kind as PartyKind,
      territory,
      node: settings.value.publicUrl,
      ...(parent === undefined ? {} : { parent }),
      persons: [{ name: administrator, roles: ['administrator', 'duty-officer', 'reader'] }],
    },
  );
  if (!founded.ok) return founded;
  const first = founded.value.persons[0];
  if (first === undefined) throw new Error('found a party: it has no administrator');
  const who = { person: first.person, party, name: administrator };
  const code = await issueEnrolment(node.store.connection, who, node.ledger.now());
  return await report(cli, settings.value, founded.value, code, options.recoveryOut);
}

async function report(
  cli: CommandContext,
  settings: Settings,
  { party, root, recovery }: Founded,
  code: string,
  out: string | undefined,
): Promise<Outcome<null>> {
  const secret = `${recovery.kid} ${recovery.secret.toBase64({ alphabet: 'base64url', omitPadding: true })}`;
  if (out !== undefined) await writeFile(out, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
  const enrol = `${settings.publicUrl}/enrol`;
  const shown = out === undefined ? { recovery: secret } : { recoveryFile: out };
  cli.answer({ party, root, enrol, code, ...shown }, [
    spoken(T.founded, { party }),
    spoken(T.root, { root }),
    spoken(T.recovery, { recovery: out ?? secret }),
    spoken(T.signIn, { enrol, code }),
    T.oneAdministrator,
    T.secondFirst,
    T.next,
  ]);
  return accept(null);
}

async function prepareKeyFile({ data, unlock }: Settings, cli: CommandContext): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (!('keyFile' in unlock)) return;
  const found = await access(unlock.keyFile).then(
    () => true,
    () => false,
  );
  if (found) return;
  await createKeyFile(unlock.keyFile);
  cli.note(spoken(T.keyFile, { path: unlock.keyFile }));
}

/** Asks for what the options leave out, where somebody sits at a terminal; else refuses with the option's name. */
async function complete(cli: CommandContext, options: Options): Promise<Outcome<Asked>> {
  const questions: readonly (readonly [keyof typeof T.questions, string])[] = [
    ['party', 'did:web identifier of the party'],
    ['name', 'Its name, as others will read it'],
    ['kind', `Its kind (${PARTY_KINDS.join(', ')})`],
    ['territory', 'Its territory (two letters)'],
    ['administrator', 'Name of the first administrator'],
  ];
  const answers: Partial<Record<keyof Asked, string>> = { ...options };
  for (const [name, question] of questions) {
    if (answers[name] !== undefined) continue;
    if (cli.json || !process.stdin.isTTY)
      return refuse('option-missing', `Say --${name}: ${question}.`, `--${name}`);
    const answer = await prompts.text({ message: spoken(T.questions[name], { kinds: PARTY_KINDS.join(', ') }) });
    if (prompts.isCancel(answer)) return refuse('stopped', 'Stopped; nothing was founded.');
    answers[name] = answer;
  }
  const asked = answers as Asked;
  if (!PARTY.test(asked.party))
    return refuse('party-malformed', 'A party is written did:web:host.example.', '--party');
  if (!TERRITORY.test(asked.territory))
    return refuse('territory-malformed', 'Two capital letters, as EE.', '--territory');
  if (!(PARTY_KINDS as readonly string[]).includes(asked.kind)) {
    return refuse('kind-unknown', `A party is one of ${PARTY_KINDS.join(', ')}.`, '--kind');
  }
  return accept(asked);
}
