/** Two states that are neighbours: a node for each, their CSIRTs founded there and made peers. */
import { startFederation, type TestFederation, type TestNode, type TestSettings } from './federation.ts';

export const VELDMARK = 'did:web:csirt.veldmark.example';
export const ARVENIA = 'did:web:cyber.arvenia.example';

export type Neighbours = TestFederation & { readonly veldmark: TestNode; readonly arvenia: TestNode };

export async function startNeighbours(settings: TestSettings = {}): Promise<Neighbours> {
  const federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
    ],
    settings,
  );
  return { ...federation, veldmark: federation.node('veldmark'), arvenia: federation.node('arvenia') };
}
