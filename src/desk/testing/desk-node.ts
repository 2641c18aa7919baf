/** A hospital and its CSIRT on one node, who see different things. */
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { releaseDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';

export async function openDeskNode(place: StorePlace) {
  const node = await openPartyNode(place.target);
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const [tomas, mira, ilse] = [
    node.person(csirt, 'Tomas'),
    node.person(csirt, 'Mira'),
    node.person(hospital, 'Ilse'),
  ];
  return {
    ...node,
    ...{ tomas, mira, ilse },
    /** In which the CSIRT speaks of itself. */
    csirtCase: csirt.case,
    /** The hospital releases a statement of its own to the CSIRT; answers the release. */
    give(target: string, caseId: string, given: 'all' | readonly string[]): Promise<string> {
      const plan = {
        from: HOSPITAL,
        to: CSIRT,
        target,
        case: caseId,
        claims: given,
        more: { hides_victim: false },
      };
      const { claims } = releaseDraft({ ...node, person: () => ilse }, plan);
      return node.say(ilse, { type: 'release', issuer: HOSPITAL, case: caseId, claims });
    },
  };
}
