/** The five scenes of the demo. Each step is one person acting through the nodes' own interface. */
import { decideWhoIsTold, seeWhoIsSilent } from './border-steps.ts';
import { ARVENIA, GUEST, REGION, VELDMARK } from './cast.ts';
import * as clocks from './clock-steps.ts';
import type { Scene } from './player.ts';
import * as steps from './scene-steps.ts';
import { NOTICE_SCENE, TEAM_SCENE } from './state-scenes.ts';
import { scene, sceneStep } from './telling.ts';

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
  scene('report', [
    sceneStep('csirt', 'call', (stage) => steps.writeDownCall(stage, ALERT)),
    sceneStep('hospital', 'confirmation', (stage) =>
      steps.confirmInWriting(stage, { ...ALERT, reported_to: VELDMARK }),
    ),
    sceneStep('lawyer', 'laws', clocks.sayWhichLawsApply),
    sceneStep('hospital', 'awareness', clocks.stateAwareness),
    sceneStep('hospital', 'warning', clocks.fileEarlyWarning),
    sceneStep('csirt', 'answer', clocks.answerEarlyWarning),
    sceneStep('lawyer', 'correction', clocks.correctAwareness),
  ]),
  scene('relay', [
    sceneStep('csirt', 'border', decideWhoIsTold),
    sceneStep('csirt', 'proposal', steps.proposeReport),
    sceneStep('approver', 'approval', steps.approveReport),
    sceneStep('both', 'release', (stage) => steps.releaseTo(stage, [ARVENIA, REGION, GUEST.id])),
    sceneStep('receivers', 'receipts', (stage) => steps.awaitReceipts(stage, 2)),
    sceneStep('neighbourNode', 'arrival', clocks.seeArrivalClock),
    sceneStep('neighbour', 'acknowledgement', steps.acknowledge),
    sceneStep('guest', 'guest', steps.answerAsGuest),
    sceneStep('csirt', 'silence', seeWhoIsSilent),
  ]),
  scene('withdrawal', [
    sceneStep('hospital', 'alertBack', steps.withdrawAlert),
    sceneStep('csirt', 'reportBack', steps.withdrawReport),
    sceneStep('everyNode', 'recall', steps.awaitWithdrawal),
    sceneStep('lawyer', 'closed', clocks.seeClocksClosed),
    sceneStep('neighbour', 'offline', steps.verifyOffline),
  ]),
  NOTICE_SCENE,
  TEAM_SCENE,
];
