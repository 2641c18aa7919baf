/** The steps at the border: a person decides who is told, and sees who is silent. */
import { accept, type Outcome } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { caseOf, until, waiting } from './acting.ts';
import type { Stage, Told } from './player.ts';
import { SCENE_TEXTS } from './scene-texts.ts';
import type { SeatClient } from './seat-client.ts';
import { words } from './telling.ts';

type Done = Promise<Outcome<Told>>;

type Row = {
  readonly state: string;
  readonly reasons: readonly { readonly kind: string }[];
  readonly told: { readonly receivedAt: string | null; readonly silentSince: string | null } | null;
};

/** Those whom the report names are told. The third is proposed only because of what the hospital said in quiet times. */
const DECISIONS = [
  { state: 'XA', decision: 'tell' },
  { state: 'XS', decision: 'tell' },
  {
    state: 'XF',
    decision: 'not-affected',
    reason: 'X-ray pictures for Fenholm are read on other servers; asked by telephone.',
  },
];

export async function decideWhoIsTold(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const rows = await until(async () => {
    const found = await borderOf(officer.value, stage);
    if (!found.ok) return found;
    const missing = DECISIONS.find(({ state }) => !found.value.some((row) => row.state === state));
    return missing === undefined ? found : waiting(`${missing.state} is not proposed yet.`);
  });
  if (!rows.ok) return rows;
  for (const decision of DECISIONS) {
    const said = await officer.value.post(`/api/v1/border/${caseOf(stage)}/decisions`, decision);
    if (!said.ok) return said;
  }
  const unnamed = rows.value.filter(({ reasons }) => !reasons.some(({ kind }) => kind === 'stated'));
  return toldAtBorder('border', unnamed, officer.value);
}

export async function seeWhoIsSilent(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const rows = await borderOf(officer.value, stage);
  if (!rows.ok) return rows;
  const silent = rows.value.filter((row) => row.told?.silentSince);
  if (silent.length === 0) return waiting('Nobody is silent.');
  return toldAtBorder('silence', silent, officer.value);
}

async function borderOf(officer: SeatClient, stage: Stage): Promise<Outcome<readonly Row[]>> {
  const answer = await officer.get(`/api/v1/border/${caseOf(stage)}`);
  return answer.ok ? accept((answer.value as { states: readonly Row[] }).states) : answer;
}

function toldAtBorder(step: 'border' | 'silence', rows: readonly Row[], { url, seat }: SeatClient): Outcome<Told> {
  const names: Readonly<Record<string, string>> = SCENE_TEXTS.states;
  const states = () =>
    listText(
      currentLanguage(),
      rows.map(({ state }) => names[state] ?? state),
    );
  return accept({
    told: words(step, () => ({ states: states() })),
    look: `${url}/demo/seat/${seat}?next=/border`,
  });
}
