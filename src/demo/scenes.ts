/** The five scenes of the demo. Each step is one person acting through the nodes' own interface. */
import { decideWhoIsTold, seeWhoIsSilent } from './border-steps.ts';
import { ARVENIA, GUEST, REGION, VELDMARK } from './cast.ts';
import * as clocks from './clock-steps.ts';
import type { Scene } from './player.ts';
import * as steps from './scene-steps.ts';
import { NOTICE_SCENE, TEAM_SCENE } from './state-scenes.ts';

const ALERT = {
  danger_to_life: 'yes',
  danger_detail: 'Intensive care works on paper; ambulances are sent to the next hospital since 03:10.',
  incident_type: 'availability/sabotage',
  malicious: 'suspected',
  description:
    'Files on servers of the hospital group are being destroyed. The blood bank that also serves two border regions abroad is offline.',
  occurred_at: { known: 'not-yet' },
  sectors: ['health'],
  service: 'Hospitals, ambulance dispatch and regional blood bank',
  affected_states: ['XV', 'XA', 'XS'],
  effects: [
    { kind: 'care-delayed', people: { at_least: 40, best: 400 }, hours: 12, order: 'direct', state: 'XV' },
    { kind: 'care-delayed', people: { known: 'not-yet' }, order: 'direct', state: 'XA' },
  ],
  preliminary: true,
} as const;

export const SCENES: readonly Scene[] = [
  {
    id: 'report',
    title: '1. 03:12, a telephone rings',
    story:
      'A hospital group in Veldmark is being wiped. Its duty manager calls; the duty officer writes the five answers down, calls back, and the hospital confirms them under its own name. Four laws now count the hours.',
    steps: [
      {
        who: 'Tomas Reyk, duty officer of Veldmark',
        what: 'writes down the call and reads it back',
        act: (stage) => steps.writeDownCall(stage, ALERT),
      },
      {
        who: 'Ilse Brandt, Sankt Orla Hospital Group',
        what: 'confirms in writing, to her own authority only',
        act: (stage) => steps.confirmInWriting(stage, { ...ALERT, reported_to: VELDMARK }),
      },
      {
        who: 'Pia Moran, lawyer of the hospital group',
        what: 'says which laws apply, and on which facts',
        act: clocks.sayWhichLawsApply,
      },
      {
        who: 'Ilse Brandt, Sankt Orla Hospital Group',
        what: 'states when the group became aware; the clocks begin',
        act: clocks.stateAwareness,
      },
      {
        who: 'Ilse Brandt, Sankt Orla Hospital Group',
        what: 'files the early warning from the facts of the case',
        act: clocks.fileEarlyWarning,
      },
      {
        who: 'Tomas Reyk, duty officer of Veldmark',
        what: 'answers the early warning, as its law asks of him',
        act: clocks.answerEarlyWarning,
      },
      {
        who: 'Pia Moran, lawyer of the hospital group',
        what: 'corrects the moment of awareness; the clocks move',
        act: clocks.correctAwareness,
      },
    ],
  },
  {
    id: 'relay',
    title: '2. The relay',
    story:
      'The hospital told its own authority. The authority tells the states concerned, in its own words and without the name of the victim. Two persons decide.',
    steps: [
      {
        who: 'Tomas Reyk, duty officer of Veldmark',
        what: 'decides at the border screen who is told',
        act: decideWhoIsTold,
      },
      {
        who: 'Tomas Reyk, duty officer of Veldmark',
        what: 'proposes a report without the victim',
        act: steps.proposeReport,
      },
      {
        who: 'Mira Valen, approver of Veldmark',
        what: 'reads it and approves; it is signed and logged',
        act: steps.approveReport,
      },
      {
        who: 'Tomas Reyk and Mira Valen',
        what: 'release it to Arvenia, the regional body and Sorrel Isles',
        act: (stage) => steps.releaseTo(stage, [ARVENIA, REGION, GUEST.id]),
      },
      {
        who: 'The nodes of Arvenia and the region',
        what: 'answer with receipts',
        act: (stage) => steps.awaitReceipts(stage, 2),
      },
      {
        who: 'The node of Arvenia',
        what: 'opens the agreed clock of whoever has to read it',
        act: clocks.seeArrivalClock,
      },
      { who: 'Jon Adair, duty officer of Arvenia', what: 'reads and acknowledges', act: steps.acknowledge },
      {
        who: 'Ama Forde, Sorrel Isles, which has no node',
        what: 'opens the guest link read out by telephone, and answers',
        act: steps.answerAsGuest,
      },
      { who: 'Tomas Reyk, duty officer of Veldmark', what: 'sees who is silent', act: seeWhoIsSilent },
    ],
  },
  {
    id: 'withdrawal',
    title: '3. A false alarm, withdrawn everywhere',
    story:
      'It was no attack: a storage system failed and its vendor’s clean-up deleted files. What was said is taken back at every holder, and anybody can check that it was.',
    steps: [
      {
        who: 'Ilse Brandt, Sankt Orla Hospital Group',
        what: 'withdraws her alert',
        act: steps.withdrawAlert,
      },
      {
        who: 'Tomas Reyk, duty officer of Veldmark',
        what: 'withdraws what Veldmark said',
        act: steps.withdrawReport,
      },
      { who: 'Every node', what: 'passes it on and counts the holders', act: steps.awaitWithdrawal },
      {
        who: 'Pia Moran, lawyer of the hospital group',
        what: 'looks what became of the clocks',
        act: clocks.seeClocksClosed,
      },
      {
        who: 'Jon Adair, duty officer of Arvenia',
        what: 'exports the case and verifies it offline',
        act: steps.verifyOffline,
      },
    ],
  },
  NOTICE_SCENE,
  TEAM_SCENE,
];
