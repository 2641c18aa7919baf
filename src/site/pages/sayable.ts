/** What a seat may say, and where. */
import type { Request } from '#http/contract.ts';
import type { Shown } from '#ledger/contract.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { may, type PageServices } from '#site/services.ts';
import { kindOf } from '#statement/kinds.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { titleOf } from '#web/labels.ts';

/** Types that this person may author and would look for: in a case, or outside of any. */
export function sayable(
  services: PageServices,
  request: Request,
  where: 'in-a-case' | 'outside',
): readonly StatementType[] {
  return [...services.ledger.types.values()].filter(
    (type) =>
      isSayable(services, request, type) &&
      type.place.unlisted !== true &&
      type.place.about === undefined &&
      (type.place.outside === true) === (where === 'outside'),
  );
}

function isSayable(services: PageServices, request: Request, { name }: StatementType): boolean {
  return may(services, request, `author:${name}`);
}

/** The address of a type's form: its own page, or the one that is made from it; null where it lacks what that needs. */
export function sayAddress(
  { name, place }: StatementType,
  { caseId, about }: { readonly caseId?: string; readonly about?: string },
): string | null {
  if (place.page !== undefined) {
    const own = place.page.replace('{case}', caseId ?? '{case}').replace('{about}', about ?? '{about}');
    return own.includes('{') ? null : own;
  }
  const path = caseId === undefined ? `/say/${name}` : `/cases/${caseId}/say/${name}`;
  return about === undefined ? path : `${path}?about=${about}`;
}

/** The claim that a statement about another one names it by: as the type says, else the one digest that it needs or has. */
export function referenceOf({ claims }: StatementType): string | undefined {
  const named = Object.entries(claims).filter(([, { schema }]) => kindOf(schema).name === 'digest');
  const said = named.find(([, { traits }]) => traits?.refers !== undefined);
  return (said ?? named.find(([, { required }]) => required) ?? named[0])?.[0];
}

/** "Say something else here": what this seat may say in a case, one press away. */
export function sayElsewhere(services: PageServices, request: Request, caseId: string): Markup | false {
  return sayList(SAYING.say.elsewhere, sayable(services, request, 'in-a-case'), { caseId });
}

/** What this seat may say about a statement, each with its address. */
export function sayAbout(
  services: PageServices,
  request: Request,
  { digest, type: about }: Pick<Shown, 'digest' | 'type'>,
  caseId: string,
): readonly (readonly [title: Content, address: string])[] {
  return [...services.ledger.types.values()].flatMap((type) => {
    const fits = type.place.about?.includes(about) === true && isSayable(services, request, type);
    const address = fits ? sayAddress(type, { caseId, about: digest }) : null;
    return address === null ? [] : [[titleOf(type), address] as const];
  });
}

/** The kinds of statements in a case, each with its list. */
export function kindsSaid(
  { ledger }: PageServices,
  shown: readonly Pick<Shown, 'type'>[],
  caseId: string,
): readonly (readonly [title: Content, address: string])[] {
  return [...new Set(shown.map(({ type }) => type))].flatMap((name) => {
    const type = ledger.types.get(name);
    return type === undefined ? [] : [[titleOf(type), `/said/${name}?case=${caseId}`] as const];
  });
}

/** "By kind": a list of each kind of statement in a case, one press away. */
export function saidElsewhere(services: PageServices, shown: readonly Shown[], caseId: string): Markup | false {
  return linkList(SAYING.list.kinds, kindsSaid(services, shown, caseId));
}

function sayList(
  label: string,
  types: readonly StatementType[],
  where: { readonly caseId?: string },
): Markup | false {
  const items = types.flatMap((type) => {
    const address = sayAddress(type, where);
    return address === null ? [] : [[titleOf(type), address] as const];
  });
  return linkList(label, items);
}

function linkList(label: string, links: readonly (readonly [title: Content, address: string])[]): Markup | false {
  const items = links.map(([title, address]) => html`<li><a href="${address}">${title}</a></li>`);
  return (
    items.length > 0 &&
    html`<details class="more no-print"><summary>${label}</summary><ul class="columns">${items}</ul></details>`
  );
}
