import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { BORDER_COMMAND_TEXTS as T } from './command-texts.ts';

type Told = {
  releasedAt: string;
  receivedAt: string | null;
  acknowledgedAt: string | null;
  silentSince: string | null;
  onItsWay: boolean;
};
type State = {
  state: string;
  reasons: readonly { kind: string; detail: string }[];
  decided: { decision: string } | null;
  told: Told | null;
};
type Case = { case: string; ended: boolean; states: readonly State[] };

const CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_CASES = 2_000;

/** `comity border`: what concerns other states; `comity border decide`: a person's decision about one of them. */
export function borderCommands(program: Command, context: () => CommandContext): void {
  const border = program
    .command('border')
    .description(T.description)
    .action(async () => {
      const cli = context();
      const cases = await allCases(cli);
      if (!cases.ok) return cli.refused(cases.refusal);
      const lines = cases.value.flatMap(caseLines);
      cli.answer({ cases: cases.value }, lines.length === 0 ? [T.none] : lines);
    });

  border
    .command('decide')
    .description(T.decide)
    .argument('<case>')
    .argument('<state>', T.state)
    .argument('<decision>', T.decision)
    .option('--reason <text>', T.reason)
    .action(async (caseId: string, state: string, decision: string, options: { reason?: string }) => {
      const cli = context();
      if (!CASE.test(caseId)) {
        return cli.refused(refuse('name-malformed', phrase`${caseId} is no case (a UUID).`).refusal);
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const said = await api.value.post(`/api/v1/border/${caseId}/decisions`, { state, decision, ...options });
      if (!said.ok) return cli.refused(said.refusal);
      cli.answer(said.value, [spoken(T.decided, { state, decision })]);
    });
}

async function allCases(cli: CommandContext): Promise<Outcome<readonly Case[]>> {
  const api = cli.api();
  if (!api.ok) return api;
  const cases: Case[] = [];
  let after = '';
  do {
    const page = await api.value.get(`/api/v1/border${after}`);
    if (!page.ok) return page;
    const { cases: more, next } = page.value as { cases: readonly Case[]; next?: string };
    cases.push(...more);
    after = next === undefined ? '' : `?after=${encodeURIComponent(next)}`;
  } while (after !== '' && cases.length < MAX_CASES);
  if (after === '') return accept(cases);
  return refuse('too-many-cases', phrase`More than ${MAX_CASES} cases: read /api/v1/border page by page.`);
}

function caseLines({ case: caseId, ended, states }: Case): readonly string[] {
  return [
    ended ? spoken(T.ended, { case: caseId }) : caseId,
    ...states.map((one) => spoken(T.line, { state: one.state, standing: standing(one, ended), why: why(one) })),
  ];
}

function standing({ decided, told }: State, ended: boolean): string {
  if (told?.acknowledgedAt) return spoken(T.acknowledged, { time: told.acknowledgedAt });
  if (told?.receivedAt) return spoken(T.received, { time: told.receivedAt });
  if (told?.onItsWay) return spoken(T.onItsWay, { time: told.releasedAt });
  if (told) return spoken(T.silent, { time: told.releasedAt });
  if (decided === null) return ended ? T.notDecided : T.toDecide;
  return spoken(T.wasDecided, { decision: decided.decision });
}

function why({ reasons }: State): string {
  return reasons.map(({ kind, detail }) => `${kind}: ${detail}`).join('; ');
}
