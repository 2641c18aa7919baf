/** Every text of the guide page. */
export const GUIDE_TEXTS = {
  name: 'Guide',
  operator: 'this machine, for a demonstration',
  title: 'A federation on your machine',
  lead: 'Three sovereign nodes, a small state hosted on one of them, and a state without one. A hospital group in Veldmark is attacked; two neighbours are concerned, and one of them is a rival. Everything here is fictional, signed with real keys, and gone when you stop it.',
  seatsTitle: 'Take a seat',
  seatsLead:
    'One click signs you in as that person, on their own node, at the next thing they have to do. Open several in separate browser windows to see both ends.',
  citizen: 'Anybody',
  citizenParty: 'A citizen or journalist, without signing in',
  citizenNext: 'Explore what is public, and verify it on this device',
  scenesTitle: 'Or watch it happen',
  scenesLead:
    'Each scene is played by the people above through the same interface a program would use. Press for one step, or for all.',
  sceneOver: 'This scene has been played to its end.',
  nextStep: 'Next:',
  playNext: 'Play the next step',
  playAll: 'Play the rest',
  look: 'Look at the case',
  nodesTitle: 'The nodes',
  nodesLead: 'Each has its own keys, log and database, and witnesses and mirrors the others.',
} as const;
