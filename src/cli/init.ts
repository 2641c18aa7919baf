import { access, mkdir } from 'node:fs/promises';
import * as prompts from '@clack/prompts';
import type { Command } from 'commander';
import { type Node, openNode } from '#node.ts';
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import { type Founded, foundParty, isFounded } from '#parties/keys/founding.ts';
import { keyChainOf, keyOf } from '#parties/keys/key-view.ts';
import { issueEnrolment } from '#parties/persons/enrolment.ts';
import { awaitedAdministrator } from '#parties/persons/first-sign-in.ts';
import { PARTY_KINDS, type PartyKind } from '#parties/statements.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import { readSettings, type Settings } from '#settings.ts';
import { signingKey } from '#statement/jwk.ts';
import type { Connection } from '#store/connection.ts';
import { createKeyFile } from '#store/unlock.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { keepRecovery, recoveryText } from './recovery-file.ts';
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
  return await found(cli, node, asked.value, options.recoveryOut);
}

async function found(
  cli: CommandContext,
  node: Node,
  asked: Asked,
  out: string | undefined,
): Promise<Outcome<null>> {
  const { ledger, keyring, settings } = node;
  const { connection } = node.store;
  const { party, name, kind, territory, administrator, parent } = asked;
  if (isFounded(await keyChainOf(connection, party))) return await giveCodeAgain(cli, node, asked);
  const recovery = await recoveryFirst(cli, connection, out);
  if (!recovery.ok) return recovery;
  const founded = await foundParty(
    { ledger, keyring, connection },
    {
      ...{ party, name, territory, kind: kind as PartyKind, node: settings.publicUrl, recovery: recovery.value },
      ...(parent === undefined ? {} : { parent }),
      persons: [{ name: administrator, roles: ['administrator', 'duty-officer', 'reader'] }],
    },
  );
  // The file stays for the next try: a founding may be refused half-way, or not have heard that all of it was recorded.
  if (!founded.ok) return founded;
  const first = founded.value.persons[0];
  if (first === undefined) throw new Error('found a party: it has no administrator');
  const who = { person: first.person, party, name: administrator };
  const code = await issueEnrolment(connection, who, ledger.now());
  return await report(cli, settings, founded.value, code, out);
}

/** The recovery key is written or told before it counts: no disk and no terminal that fails then loses it. */
async function recoveryFirst(
  cli: CommandContext,
  connection: Connection,
  out: string | undefined,
): Promise<Outcome<PrivateKey>> {
  const place = '--recovery-out';
  if (out !== undefined) {
    const kept = await keepRecovery(out, place);
    if (!kept.ok || (await keyOf(connection, signingKey(kept.value).kid)) === undefined) return kept;
    return refuse(
      'file-exists',
      phrase`${out} holds the recovery key of another party; name another place.`,
      place,
    );
  }
  if (cli.json) {
    return refuse('option-missing', 'A program may lose the recovery key: say a file to write it to.', place);
  }
  const key = primitives.generateKey('ES256');
  await cli.tell([spoken(T.recovery, { recovery: recoveryText(key) })]);
  return accept(key);
}

/** The party stands; whoever was to administer it may have lost the code, or never have been told it. */
async function giveCodeAgain(
  cli: CommandContext,
  node: Node,
  { party, administrator }: Asked,
): Promise<Outcome<null>> {
  const { connection } = node.store;
  const host = new URL(node.settings.publicUrl).hostname;
  const awaited = await awaitedAdministrator(connection, party, administrator, host, node.ledger.now());
  if (!awaited.ok) return awaited;
  const code = await issueEnrolment(connection, awaited.value, node.ledger.now());
  const enrol = `${node.settings.publicUrl}/enrol`;
  cli.answer({ party, enrol, code }, [spoken(T.codeAgain, { party }), spoken(T.signIn, { enrol, code })]);
  return accept(null);
}

async function report(
  cli: CommandContext,
  settings: Settings,
  { party, root }: Founded,
  code: string,
  out: string | undefined,
): Promise<Outcome<null>> {
  const enrol = `${settings.publicUrl}/enrol`;
  cli.answer({ party, root, enrol, code, ...(out === undefined ? {} : { recoveryFile: out }) }, [
    spoken(T.founded, { party }),
    spoken(T.root, { root }),
    ...(out === undefined ? [] : [spoken(T.recovery, { recovery: out })]),
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
      return refuse('option-missing', phrase`Say --${name}: ${question}.`, `--${name}`);
    const answer = await prompts.text({
      message: spoken(T.questions[name], { kinds: PARTY_KINDS.join(', ') }),
      // Said at once, so that nobody types the other answers again.
      validate: (typed) => faultIn(name, typed ?? '')?.sentence,
    });
    if (prompts.isCancel(answer)) return refuse('stopped', 'Stopped; nothing was founded.');
    answers[name] = answer;
  }
  const faults = questions.map(([name]) => faultIn(name, answers[name] ?? ''));
  const fault = faults.find((found) => found !== undefined);
  return fault === undefined ? accept(answers as Asked) : { ok: false, refusal: fault };
}

function faultIn(name: keyof typeof T.questions, value: string): Refusal | undefined {
  const place = `--${name}`;
  switch (name) {
    case 'party':
      if (PARTY.test(value)) return undefined;
      return { code: 'party-malformed', sentence: 'A party is written did:web:host.example.', place };
    case 'territory':
      if (TERRITORY.test(value)) return undefined;
      return { code: 'territory-malformed', sentence: 'Two capital letters, as EE.', place };
    case 'kind':
      if ((PARTY_KINDS as readonly string[]).includes(value)) return undefined;
      return { code: 'kind-unknown', sentence: `A party is one of ${PARTY_KINDS.join(', ')}.`, place };
    case 'name':
    case 'administrator':
      if (value.trim() !== '') return undefined;
      return { code: 'option-missing', sentence: 'Others will read this name: write at least one letter.', place };
  }
}
