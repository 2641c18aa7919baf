/** Every line of law that is kept here, and a draw of them by a published seed that anybody can repeat. */
import { createHash } from 'node:crypto';
import type { HolidayFile } from '#obligations/regimes/holidays.ts';
import type { Regime } from '#obligations/regimes/regime.ts';

/**
 * What is read as one: a stage, a header (whether a regime binds, from when, whom, where to file), or a holiday. `id`
 * is `regime#stage`, `regime`, or `calendars/CY Epiphany`.
 */
export type LegalLine = { readonly id: string; readonly says: unknown };

type Law = { readonly regimes: readonly Regime[]; readonly calendars: readonly HolidayFile[] };

export function legalLines({ regimes, calendars }: Law): readonly LegalLine[] {
  return [
    ...regimes.flatMap((regime) => [headerOf(regime), ...stagesOf(regime)]),
    ...calendars.flatMap(({ state, holidays }) =>
      holidays.map((holiday, at) => {
        // Two rules may share a name, as one that changed in some year.
        const twin = holidays.findIndex(({ name }) => name === holiday.name) === at ? '' : ` (${at + 1})`;
        return { id: `calendars/${state} ${holiday.name}${twin}`, says: holiday };
      }),
    ),
  ];
}

function headerOf(regime: Regime): LegalLine {
  const { id, status, status_confidence, in_force_from, begins, applies, threshold, file_at } = regime;
  const { calendar, time_zone } = regime;
  const says = {
    status,
    status_confidence,
    in_force_from,
    begins,
    applies,
    threshold,
    file_at,
    calendar,
    time_zone,
  };
  return { id, says };
}

function stagesOf({ id, stages }: Regime): readonly LegalLine[] {
  return stages.map((stage) => ({ id: `${id}#${stage.id}`, says: stage }));
}

/**
 * The lines whose SHA-256 of seed, newline and identity comes first. So a line added moves no other, and the draw needs
 * neither this program nor its order of files.
 */
export function drawLines(lines: readonly LegalLine[], seed: string, count: number): readonly LegalLine[] {
  const lot = ({ id }: LegalLine) => createHash('sha256').update(`${seed}\n${id}`).digest('hex');
  return lines
    .map((line) => [lot(line), line] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, count)
    .map(([, line]) => line);
}
