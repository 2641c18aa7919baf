import type { Actor } from './contract.ts';

/** `<party did>#<uuid>`, however the caller wrote it. */
export function personRef(actor: Extract<Actor, { kind: 'person' }>): string {
  return actor.person.includes('#') ? actor.person : `${actor.party}#${actor.person}`;
}

/** The party a person reference speaks of. */
export function partyOf(person: string): string {
  return person.slice(0, person.indexOf('#'));
}
