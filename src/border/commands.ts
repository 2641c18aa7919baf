import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';

type Told = {
  releasedAt: string;
  receivedAt: string | null;
  acknowledgedAt: string | null;
  silentSince: string | null;
};
type State = {
  state: string;
  reasons: readonly { kind: string; detail: string }[];
  decided: { decision: string } | null;
  told: Told | null;
};
type Case = { case: string; states: readonly State[] };

const CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_CASES = 2_000;

/** `comity border`: what concerns other states; `comity border decide`: a person's decision about one of them. */
export function borderCommands(program: Command, context: () => CommandContext): void {
  const border = program
    .command('border')
    .description('incidents that touch or may touch another state: proposed, decided, told, silent')
    .action(async () => {
      const cli = context();
      const cases = await allCases(cli);
      if (!cases.ok) return cli.refused(cases.refusal);
      const lines = cases.value.flatMap(caseLines);
      cli.answer({ cases: cases.value }, lines.length === 0 ? ['No case here touches another state.'] : lines);
    });

  border
    .command('decide')
    .description('decide whether a state is told; you are named as who decided')
    .argument('<case>')
    .argument('<state>', 'ISO 3166-1 alpha-2, as XA')
    .argument('<decision>', 'tell, not-affected or wait')
    .option('--reason <text>', 'needed unless the state is told')
    .action(async (caseId: string, state: string, decision: string, options: { reason?: string }) => {
      const cli = context();
      if (!CASE.test(caseId)) {
        return cli.refused({ code: 'name-malformed', sentence: `${caseId} is no case (a UUID).` });
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const said = await api.value.post(`/api/v1/border/${caseId}/decisions`, { state, decision, ...options });
      if (!said.ok) return cli.refused(said.refusal);
      cli.answer(said.value, [`Decided for ${state}: ${decision}.`]);
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
  return refuse('too-many-cases', `More than ${MAX_CASES} cases: read /api/v1/border page by page.`);
}

function caseLines({ case: caseId, states }: Case): readonly string[] {
  return [caseId, ...states.map((one) => `  ${one.state}  ${standing(one)}  ${why(one)}`)];
}

function standing({ decided, told }: State): string {
  if (told?.acknowledgedAt) return `acknowledged ${told.acknowledgedAt}`;
  if (told?.receivedAt) return `received ${told.receivedAt}, read by nobody since`;
  if (told) return `silent since ${told.releasedAt}`;
  return decided === null ? 'to decide' : `decided: ${decided.decision}`;
}

function why({ reasons }: State): string {
  return reasons.map(({ kind, detail }) => `${kind}: ${detail}`).join('; ');
}
