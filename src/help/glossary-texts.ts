/** The words of Comity, each in two plain sentences. What the field outside says stands in `field-terms-texts.ts`. */
export const GLOSSARY_TEXTS = {
  party: {
    word: 'Party',
    text: 'An organisation that signs: an authority, a CSIRT, an operator, a vendor, a panel, an auditor. People act for it, but what is said is said by the party.',
  },
  person: {
    word: 'Person',
    text: 'A human being who acts for a party under a mandate. Persons sign in, parties sign.',
  },
  mandate: {
    word: 'Mandate',
    text: 'What a person may do for a party, in the form of roles with an end date. An administrator of the party gives it and can end it at any hour.',
  },
  node: {
    word: 'Node',
    text: 'One installation of Comity, with its own log and database. It hosts one or more parties and exchanges statements with nodes it has confirmed.',
  },
  realm: {
    word: 'Realm',
    text: 'One world of a node: the live one, or an exercise. An exercise has its own log, keys and clock, so that nothing in it can be taken for real.',
  },
  statement: {
    word: 'Statement',
    text: 'Something a party signed: an alert, a report, a decision, a receipt. It cannot be changed afterwards, only corrected or withdrawn by another statement.',
  },
  digest: {
    word: 'Digest',
    text: 'A short fingerprint computed from a statement; if one letter changes, so does the fingerprint. It is the name under which a statement stands in the log.',
  },
  claim: {
    word: 'Claim',
    text: 'One named value in a statement, such as the states affected. Each claim can be shown or withheld on its own, under the same signature.',
  },
  withheld: {
    word: 'Withheld',
    text: 'A claim that was signed but is not shown to you. Nobody can tell from the outside what it says, and it can be shown later without signing anew.',
  },
  marking: {
    word: 'Marking and permitted use',
    text: 'The label of a claim: who may know it (TLP) and for what it may be used, such as mitigation or prosecution. It is signed together with the value and travels with it.',
  },
  log: {
    word: 'Log',
    text: 'A list to which a node only adds, holding the digest of every statement. Because others keep copies and watch it, an entry can be neither backdated nor taken out.',
  },
  checkpoint: {
    word: 'Checkpoint',
    text: 'A signed note by which a log says how long it is and what it holds at one moment. Two checkpoints of equal length that differ prove that the log lied.',
    source: 'https://c2sp.org/tlog-checkpoint',
  },
  witness: {
    word: 'Witness',
    text: 'Another node that checks that a log has only grown, and signs its checkpoint. A statement counts as proved when enough independent witnesses have seen the log that holds it.',
    source: 'https://c2sp.org/tlog-witness',
  },
  proof: {
    word: 'Proof and its badge',
    text: 'The file with which anybody can check, without this node, who signed a statement and when. The badge says proved, not yet witnessed, or failed.',
    source: 'https://c2sp.org/tlog-proof',
  },
  bundle: {
    word: 'Evidence bundle',
    text: 'A file with statements, their proofs and whatever is needed to check them offline. It shows only what the person who exported it may see.',
  },
  trust: {
    word: 'Trust file',
    text: 'Your own list of the logs, witnesses and parties that you believe. Keys inside a bundle are never believed by themselves.',
    source: 'https://c2sp.org/tlog-policy',
  },
  case: {
    word: 'Case',
    text: 'The thread of statements about one incident, across all nodes that have part of it. Two cases can be linked, but they are never merged.',
  },
  release: {
    word: 'Release',
    text: 'Giving a statement to another party, which is itself signed and logged. It says which claims the receiver sees, in which channel and on what basis.',
  },
  receipt: {
    word: 'Receipt',
    text: 'The signed answer of the receiving node that a statement has arrived. It proves arrival at a machine, and not that a person has read it.',
  },
  acknowledgement: {
    word: 'Acknowledgement',
    text: 'The signed word of a person at the receiver that they have read a statement. It proves knowledge, and is no agreement with what was said.',
  },
  silence: {
    word: 'Silence',
    text: 'The state between giving a statement and getting its receipt or acknowledgement. It proves neither that it arrived nor that it did not, and the sender can see it.',
  },
  recall: {
    word: 'Recall',
    text: 'Taking a statement back, or correcting it, at everybody who holds it. It travels from holder to holder, and each answers with how many have confirmed.',
  },
  withdrawal: {
    word: 'Withdrawal',
    text: 'A statement by which its author takes an earlier one back whole. The earlier one stays readable, marked as withdrawn, and duties met by it stay met.',
  },
  correction: {
    word: 'Correction',
    text: 'A statement by which its author replaces or takes back single claims of an earlier one. Both stay readable, and every holder is told.',
  },
  erasure: {
    word: 'Erasure',
    text: 'Deleting the value of a claim and the salt that protects it, for example because a law asks for it. The log stays whole, and what is gone cannot be shown again.',
  },
  channel: {
    word: 'Channel',
    text: 'The room in which a release travels: CSIRT, police, diplomatic or public. Going from one to another is a decision that somebody takes and writes down.',
  },
  hold: {
    word: 'Hold',
    text: 'A delay that a competent authority puts on a notice, a publication or a step, for a reason and until a time. It ends by itself, and those who were shown it are bound by it.',
  },
  consent: {
    word: 'Consent',
    text: 'The signed word of whoever is concerned that something may be shown or used. It names the claims it covers and can be ended for the future.',
  },
  obligation: {
    word: 'Obligation and clock',
    text: 'Somebody has to say something by some time, because of something that was said. The clock shows how long is left, and rests on a moment that a named person stated.',
  },
  regime: {
    word: 'Regime',
    text: 'A law, agreement or norm written down as data: to whom it applies, what starts its clock, who must be told what. It is guidance with a citation, and no legal advice.',
  },
  awareness: {
    word: 'Awareness',
    text: 'The moment from which many laws count, when an organisation knew of an incident in the sense of that law. A person decides it and is named; the software never does.',
  },
  draft: {
    word: 'Draft',
    text: 'A statement that nobody has signed yet. It lies in the party’s own workspace, outside the log, and only the party sees it.',
  },
  approval: {
    word: 'Second person',
    text: 'Some statements need the approval of a colleague with another mandate before they are signed. Whoever wrote the draft cannot approve it.',
  },
  preliminary: {
    word: 'Preliminary, without prejudice',
    text: 'A mark on an early report that says it may be incomplete or wrong. Whether and how it can be held against the reporter is a question of the law named beside it.',
  },
  relay: {
    word: 'Relay',
    text: 'A report in which an authority tells other states, in its own words, what it was told. It does not name the victim unless the victim consents or a law that is cited allows it.',
  },
  victim: {
    word: 'Victim',
    text: 'The organisation or person to whom the incident happened. Claims that name it are left out of what crosses a border unless somebody decides otherwise and says why.',
  },
  'call-back': {
    word: 'Call back',
    text: 'Calling a number you already had, to be sure who is on the line. Whether it was done is written down, because a voice or a mail alone proves little.',
  },
  'guest-link': {
    word: 'Guest link',
    text: 'A secret address by which a party without a node reads one release and answers it. It works once and for a short time, and its answer is marked as of lower assurance.',
  },
  peer: {
    word: 'Peer',
    text: 'A node with which yours exchanges statements after both sides have compared keys over a listed point of contact. Peers witness and mirror each other’s logs.',
  },
  'root-key': {
    word: 'Root key and its thumbprint',
    text: 'The first key of a party, from which all its other keys follow. Its thumbprint is short enough to be read out by telephone and compared.',
    source: 'https://www.rfc-editor.org/rfc/rfc7638',
  },
  agreement: {
    word: 'Agreement',
    text: 'Rules that parties have signed between them: which kinds of statement, in which channel, for what use, for how long. What it does not cover does not travel under it.',
  },
  footprint: {
    word: 'Footprint',
    text: 'The states in which a service of an operator is used, as the operator says long before anything happens. It lets an authority find whom to tell when the report names nobody.',
  },
  territory: {
    word: 'Territory state',
    text: 'The state from whose territory or through whose systems harm seems to come. Telling it is no accusation, and its acknowledgement is no admission.',
  },
  deconfliction: {
    word: 'Deconfliction',
    text: 'Asking one’s own other services whether a step would disturb theirs, before another state is told. Whether it was done is recorded for the own side only.',
  },
  team: {
    word: 'Assistance team',
    text: 'Persons whom one state lends to another, on conditions and for a time. They work only under the consent of the host, which can end at any hour.',
  },
  'public-line': {
    word: 'Line for the public',
    text: 'A sentence that a party says in public about a case, approved by two persons. It is published by a person, at the hour stated, or earlier if it has leaked.',
  },
  embargo: {
    word: 'Embargo',
    text: 'The hour before which a line may not be published, with its time zone. If the text is out already, the line can be opened early, and where it leaked is written down.',
  },
  ping: {
    word: 'Ping',
    text: 'A test call to a point of contact, announced or by surprise. The time until a person answers is measured, and the directory shows it.',
  },
} as const;
