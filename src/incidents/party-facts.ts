import { partyOf } from '#parties/view.ts';
import type { PartyFacts, PartyFactsSource } from './rule-state.ts';

/** Answers from the profiles the parties room keeps. */
export const factsFromProfiles: PartyFactsSource = async (reads, parties) => {
  const profiles = await Promise.all(parties.map((party) => partyOf(reads, party)));
  return new Map(
    profiles.flatMap((profile): [string, PartyFacts][] => {
      if (profile === undefined) return [];
      return [[profile.party, { kind: profile.kind, territory: profile.territory, authority: profile.parent }]];
    }),
  );
};
