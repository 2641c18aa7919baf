import { spoken } from '#cli/terminal.ts';
import { SPILLOVER_COMMAND_TEXTS } from './command-texts.ts';
import type { Findings, Named, ServiceFindings } from './findings.ts';

const T = SPILLOVER_COMMAND_TEXTS.check;

export function findingLines(findings: Findings): readonly string[] {
  return [...countLines(findings), spoken(T.digest, { digest: findings.model.digest })];
}

function countLines(findings: Findings): readonly string[] {
  switch (findings.of) {
    case 'grid': {
      const { buses, branches, islands, unlimited } = findings;
      return [spoken(T.grid, { buses, branches, islands, unlimited })];
    }
    case 'economy':
      return [spoken(T.economy, { sectors: findings.sectors, households: findings.households })];
    case 'services':
      return serviceLines(findings);
  }
}

function serviceLines(findings: ServiceFindings): readonly string[] {
  const { services, states, dependencies, kinds, circles, islands, stateless } = findings;
  return [
    spoken(T.counts, { services, states, dependencies }),
    ...kinds.map(({ kind, count }) => spoken(T.kind, { kind, count })),
    ...circles.map((circle) => spoken(T.circle, { names: namesOf(circle) })),
    ...(islands.count === 0 ? [] : [spoken(T.islands, { names: namesOf(islands) })]),
    ...(stateless.count === 0 ? [] : [spoken(T.stateless, { names: namesOf(stateless) })]),
  ];
}

function namesOf({ count, names }: Named): string {
  const listed = names.join(', ');
  return count === names.length ? listed : spoken(T.more, { names: listed, count: count - names.length });
}
