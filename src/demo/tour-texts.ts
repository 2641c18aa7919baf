/** Every text of the guided tour. */
export const TOUR_TEXTS = {
  title: 'A tour in seven steps',
  lead: 'About ten minutes. Each step opens one page, as the person who would have it open, in a tab of its own. Come back to this tab for the next one.',
  begin: 'Begin the tour',
  goOn: 'Go on with step {step}',
  caption: 'Step {step} of {steps}',
  lookAt: 'What to look at',
  why: 'Why it matters',
  playFirst:
    'For this step the story has to have gone further: {scene}. Its people act through the same interface that you use.',
  play: 'Let it happen',
  playing: 'It takes a few seconds.',
  notPlayed: 'The story stopped: {told}',
  open: 'Open it as {person}',
  openAsAnybody: 'Open it as anybody',
  ofParty: '{person}, {party}',
  anybody: 'A citizen or journalist, without signing in',
  next: 'Next step',
  back: 'Step before',
  stop: 'Stop the tour',
  finish: 'End the tour',
  stepsLabel: 'Steps of the tour',
  finished: 'That was the tour. Take any seat on this page, or play the other scenes.',
  steps: {
    claims: {
      title: 'Claims, not facts',
      look: [
        'The first screen: what, where, harm to people, how it stands, what is due next.',
        'Below it, each claim: who says it, in which statement, how sure they are, on how many sources it rests.',
        '“What happened?” and “Done on purpose?”: the hospital and the authority do not agree, and both stand there.',
      ],
      why: 'Nobody here decides who is right. Whoever reads can see who said what, and on what it rests.',
    },
    check: {
      title: 'Check it on your own device',
      look: [
        'Each statement passes its checks one by one: signature, key, log, witnesses.',
        'Open “Whom you trust”: this list is yours to replace.',
        'Switch your network off and press “Check it now”: it works the same.',
      ],
      why: 'The proof needs neither this node nor anybody’s word. A failed check would say at which question it failed.',
    },
    report: {
      title: 'Report at three in the morning',
      look: [
        'The telephone number stands before any form.',
        'Press Start: the first question is whether anybody is in danger.',
        '“I don’t know yet” is an answer everywhere, and “Leave this page” empties the screen at once.',
      ],
      why: 'A report in five questions arrives within the hour. Law, regulator and contact details come after.',
    },
    clocks: {
      title: 'The clocks of four laws',
      look: [
        'The next deadline on the first screen, in words, in UTC and in your own time.',
        'Below, each clock: who must tell whom, by which law, and on whose word it rests.',
        'One clock is met, and those that moved say from when, to when and why.',
      ],
      why: 'The software decides neither awareness nor whether a law applies. A person does, and is named.',
    },
    relay: {
      title: 'Who holds what, and who is silent',
      look: [
        'The list at the end: what was given to whom, when it arrived, and whether a person has read it.',
        'One receiver has no node and answered by a link that was read out by telephone: lower assurance, and it says so.',
        'One has received it and not read it. The sender sees that.',
      ],
      why: 'A receipt proves arrival and an acknowledgement proves knowledge. Silence proves neither, so it is shown as what it is.',
    },
    neighbour: {
      title: 'The same case next door',
      look: [
        'The neighbour sees what the authority said in its own words; the name of the hospital is not among it.',
        'What is withheld is counted, and nobody can tell what it says.',
        'The badge says “Proved”: the neighbour’s own node has checked it against the other one’s log.',
      ],
      why: 'One signed text serves the public, a neighbour and a court, each seeing what they may.',
    },
    recall: {
      title: 'Taken back, everywhere',
      look: [
        'What was said is struck through and stays readable, with who took it back and why.',
        '“Taken back: who has confirmed” counts the holders, hop by hop.',
        'The clocks are closed, and what was met stays met.',
      ],
      why: 'A correction that does not reach those who hold the old text is none. Here each holder answers, or is seen not to.',
    },
  },
} as const;
