import { NEXT_STEP_TEXTS } from './next-step-texts.ts';

type Step = keyof typeof NEXT_STEP_TEXTS;

/** Which refusal leads to which next step. A test holds that each code of the program stands here once. */
const CODES: Readonly<Record<Step, string>> = {
  'correct-it': `
    addressee-not-declared addressee-not-of-stage addressee-role-unknown agreement-type answer-malformed
    assurance-wrong calendar-malformed call-malformed challenge-wrong claim-marking-malformed
    claim-name-malformed claim-not-erasable claim-reserved claim-shape claim-value-unfit contact-malformed
    contact-off-the-record decision-about-own-state deconfliction-unexplained descriptor-malformed
    duplicate-of-itself exercise-clock-in-live exercise-clock-shape fact-not-asked field-malformed group-unknown groups-malformed guest-answer-malformed
    hiding-left-out hold-end-hides-others hold-marked-too-open idempotency-key-reused indicator-malformed
    invitation-malformed kind-unknown lead-not-member link-looser-than-case link-to-itself mail-malformed mail-not-accepted
    marking-for-absent-claim marking-not-wider match-wrong moment-malformed name-malformed
    not-a-cooperation-draft not-a-draft not-a-file not-a-record not-another-state not-own-state
    operation-asks-delay parent-not-authority party-kind-fixed party-malformed peer-is-ourselves
    peer-malformed people-out-of-order ping-to-itself promise-to-oneself publication-not-clear
    recipient-key-invalid relay-of-own-statement relay-own-statement release-to-itself
    reminder-hours-malformed reminder-mail-malformed reminder-webhook-malformed retracted-and-said
    root-mismatch sealed-file-malformed sealed-report-malformed self-mandate sovereignty-not-respected
    state-mismatch states-malformed subject-not-issuer territory-malformed type-mismatch url-malformed
    victim-flag-wrong webhook-address-malformed webhook-refused withdrawal-marking wrong-case
    capacity-not-positive coefficient-negative dependency-on-itself dependency-twice grid-unsolvable
    hours-out-of-order hours-too-many model-empty model-malformed model-too-many radius-not-below-one
    redundancy-impossible scenario-hits-nothing scenario-malformed service-not-in-model service-state-missing
    service-twice units-mixed`,
  'fill-it-in': `
    answer-incomplete answer-missing call-back-incomplete claim-missing dependency-unnamed duplicate-not-named
    fact-missing fact-not-final filing-incomplete leak-untold mail-reason-missing moment-missing
    nobody-here-stands-for-it node-not-named party-missing person-not-named reason-missing
    reason-needed signed-incomplete template-place-empty until-missing view-name-missing view-name-taken webhook-events-missing note-empty`,
  'make-it-smaller': `
    blob-too-large body-too-large note-too-long claim-too-large claim-too-many claim-twice draft-too-large export-too-large
    file-too-large form-too-many-fields mail-too-large mail-too-many-parts sealed-file-too-large
    statement-too-large too-many-cases too-many-indicators url-too-long veris-file-too-large veris-record-too-large`,
  'check-the-time': `
    answer-time-past clock-behind delay-too-long due-already-past embargo-hour-unclear embargo-past
    embargo-too-long exercise-clock-back exercise-clock-time guest-link-lifetime hold-already-over hold-end-later hold-too-long iat-in-future
    iat-too-old mandate-too-long period-empty ping-answer-time revocation-in-future revocation-not-earlier
    time-already-over time-impossible time-in-the-future time-malformed times-out-of-order
    timestamp-out-of-range token-lifetime until-already-past zone-not-known zone-unknown`,
  'choose-what-is-offered': `
    case-unknown claim-unknown community-unknown fact-unknown fact-value-unknown language-not-known
    moment-unknown taker-not-mandated person-not-of-party question-unknown regime-not-known reminder-person-unknown
    seat-unknown stage-not-known target-claim-unknown template-unknown token-scope-unknown type-unknown`,
  'say-something-new': 'nothing-reported-yet nothing-said nothing-said-here nothing-to-relay nothing-to-send',
  'look-again': `
    exercise-clock-started exercise-clock-not-started     append-unknown approval-covers-less case-number-unexpected draft-not-open draft-not-proposed form-expired form-not-from-here
    hand-off-unanswered number-unexpected version-conflict words-changed case-taken-meanwhile`,
  'wait-a-minute': `
    closing ledger-busy ledger-closed no-answer not-yet
    printer-busy rate-limited stopped too-many-streams unreachable`,
  'sign-in': `
    ceremony-expired ceremony-unknown not-a-person passkey-not-valid passkey-replayed passkey-unknown
    person-needed person-not-mandated seat-not-taken seats-not-offered session-expired sign-in-needed`,
  'renew-the-token': 'scope-missing scope-not-granted token-not-valid token-unknown',
  'enrol-again': 'enrolment-code-invalid passkey-already-registered',
  'make-room': `
    exercise-clock-too-many notes-too-many proposals-too-many too-many-drafts too-many-passkeys too-many-tokens too-many-webhooks views-too-many`,
  'ask-for-the-mandate': `
    actor-not-allowed approval-not-mandated decider-not-mandated decider-not-of-party last-administrator
    mandate-ended mandate-unknown not-mandated signer-not-of-issuer wrong-actor`,
  'second-person': 'approval-missing approval-twice second-person-needed self-approval',
  'ask-the-party': `
    acknowledgement-only-by-addressee answer-to-another answer-to-wrong-party case-of-another
    community-of-another consent-not-yours consultation-not-yours contact-of-another
    decider-of-another-party decision-for-another-authority exercise-clock-of-another footprint-of-another guest-of-another
    hold-not-yours kind-may-not-author line-not-yours not-automatic not-for-bearer not-your-request
    ping-not-for-you recall-not-yours receipt-only-by-addressee receipt-only-by-node
    reference-not-own report-not-own
    target-not-ours wrong-party`,
  'pass-to-authority': 'not-competent not-mandated-authority not-own-authority',
  'open-from-the-list': `
    blob-unknown calendar-not-found case-not-found case-not-held contact-not-found draft-already-submitted
    draft-not-found mail-not-found not-found note-not-found reference-not-found reference-mistyped party-not-found peering-unknown ping-unknown proposal-not-found
    regime-not-found reminder-not-found report-not-known statement-not-found thread-not-found undo-not-found
    view-not-found webhook-not-found`,
  'open-the-case': `
    claim-not-held never-released recall-not-received receipt-not-held receipt-of-another
    reference-in-another-case reference-not-changeable reference-not-known reference-of-another-kind
    reference-of-another-type release-not-held target-in-another-case target-not-held target-unknown`,
  'nothing-left-to-do': `
    already-acknowledged already-answered already-appended already-recalled already-received already-withdrawn
    answered-already digest-known key-already-known line-published-already mail-decided party-already-founded
    recovery-not-needed report-withdrawn root-already-known`,
  'thread-is-closed': 'line-withdrawn team-left team-over thread-closed thread-withdrawn',
  'wait-for-the-hold': 'held-until notice-held',
  'ask-for-consent': 'consent-does-not-cover consent-not-held host-not-consenting originator-consent-needed',
  'look-at-the-agreement': `
    agreement-channel agreement-not-held agreement-not-in-force agreement-not-joined agreement-onward
    agreement-retention agreement-use not-named-in-agreement off-the-record room-needs-agreement
    stays-in-state wrong-channel`,
  'hide-the-victim': 'hidden-from-recipient relay-names-victim victim-not-hidden',
  'record-the-crossing': 'crossing-not-recorded',
  'choose-another-recipient': `
    mail-desk-unknown party-not-founded party-not-here party-not-known peer-seal-missing ping-contact-unknown
    ping-party-unknown recipient-not-authority recipient-unknown`,
  'step-before': 'not-acknowledged not-asked team-not-joined',
  'new-guest-link': 'guest-link-expired guest-link-not-valid guest-link-used',
  'new-invitation': 'confirmation-not-valid invitation-not-valid invitation-used peer-not-confirmed',
  'node-tries-again':
    'mirror-not-served peer-silent peer-too-slow peer-unreachable peers-silent recovery-peers-silent',
  'call-the-peer': `
    answer-not-by-addressee answer-not-from-sender arrival-empty arrival-own-statement-unknown arrival-proof-mismatch
    arrival-too-many delivery-from-another delivery-malformed delivery-not-for-us delivery-realm
    delivery-too-large delivery-too-many descriptor-of-another log-not-pinned mirror-checkpoint-unsigned
    mirror-entries-wrong mirror-inconsistent peer-address-malformed peer-address-refused
    peer-answer-malformed peer-answer-too-large peer-answer-type peer-log-taken peer-redirects peer-unknown
    peer-witness-taken said-of-another claim-out-of-bounds item-not-taken
    release-names-another-target release-names-no-case release-names-no-claims release-not-for-recipient release-not-from-sender
    request-not-for-us request-signature-invalid request-stale request-unsigned returns-malformed
    returns-nothing returns-refused root-not-confirmed statement-not-in-its-log statement-of-another-realm
    statement-type-not-expected`,
  'export-again': `
    backup-version bundle-empty bundle-malformed bundle-too-long bundle-too-many-statements bundle-version-unknown
    key-statement-missing not-a-misp-object presentation-malformed presentation-too-long proof-file-malformed
    proof-file-too-long receipt-missing reference-withheld release-missing target-missing veris-false-positive
    veris-file-empty veris-file-kind veris-file-unreadable veris-gzip-broken veris-not-an-incident veris-not-json
    veris-not-utf8 veris-shape veris-version`,
  'report-another-way': `
    mail-desk-full nobody-on-duty report-code-invalid sealed-not-openable sealed-realm sealed-refused-there too-many-carried too-many-unsigned`,
  'do-not-rely': `
    acknowledgement-from-another-party acknowledgement-of-another-statement base64url-not-canonical
    blob-altered claim-nested claim-salt-malformed claim-wrapper-malformed consistency-invalid
    cosignature-from-the-future cosignature-invalid cosignature-malformed digest-algorithm digest-count
    digest-duplicate digest-malformed disclosure-count disclosure-duplicate disclosure-malformed
    disclosure-misplaced disclosure-name-reserved disclosure-name-taken disclosure-too-long
    disclosure-unreferenced empty-tree-proves-nothing envelope-digest-count envelope-member-malformed
    envelope-member-missing envelope-member-unknown header-algorithm header-critical header-key-id
    header-malformed header-member-unknown header-type jwt-malformed jwt-too-long key-binding-refused
    key-chain-conflict key-chain-too-long key-invalid key-malformed key-may-not-introduce key-may-not-revoke
    key-member-mismatch key-member-unknown key-not-introduced key-not-yet-valid key-of-another-party
    key-private key-revoked key-statement-type key-statement-unreadable key-type-unsupported key-unknown
    key-use-mismatch log-mismatch log-signature-invalid log-signature-missing nesting-too-deep origin-mismatch
    payload-malformed person-of-another-party proof-too-long proof-wrong-length receipt-from-another-party
    receipt-of-another-statement reserved-name-misused root-missing sealed-address-differs signature-high-s
    signature-invalid signature-key-mismatch signature-length sizes-reversed subtree-invalid subtree-mismatch
    verification-failed`,
  'keep-the-proof': `
    proof-key-unknown proof-malformed proof-not-valid proof-shows-nothing two-entries-at-one-index
    two-roots-at-one-size two-statements-under-one-number`,
  'check-later': 'not-checked not-independently-witnessed proof-missing quorum-not-met',
  'renew-the-trust': `
    log-not-trusted party-not-pinned policy-duplicate-key policy-malformed policy-name-taken
    policy-name-unknown policy-quorum-missing policy-threshold-out-of-range policy-too-large policy-too-long
    trust-malformed trust-operator-twice trust-party-twice trust-too-large trust-too-long vkey-id-mismatch
    vkey-invalid-key vkey-malformed vkey-type-unknown`,
  'fix-the-program': `
    answer-not-json answer-unreadable approval-malformed approval-too-many author-malformed
    checkpoint-malformed checkpoint-unknown cosignature-line-malformed cosignature-too-many
    entry-wrong-length extension-lines-unsigned hash-malformed idempotency-key-malformed index-out-of-range
    issuer-malformed json-depth json-duplicate-name json-number json-reserved-name json-surrogate
    json-syntax json-utf8 malformed-json malformed-request media-type-not-supported note-malformed
    note-too-long note-too-many-signatures old-size-conflict old-size-too-large origin-malformed
    origin-unknown package-invalid request-malformed request-too-long response-malformed root-conflict
    signature-line-malformed size-out-of-range tile-path-malformed tile-wrong-length upload-end-unknown
    upload-start-conflict wrong-log wrong-realm`,
  'tell-the-administrator': `
    failure log-damaged not-appending source-served type-without-rule
    views-differ`,
  'mend-the-machine': 'command-failed database-unreachable disk-full not-permitted store-refuses-writes',
  'move-the-store': 'migration-failed store-behind store-in-use',
  'start-a-later-version': 'store-newer store-version-malformed',
  'correct-the-setting': `
    argument-excess argument-missing backup-damaged backup-file-exists backup-file-missing backup-file-not-written
    backup-foreign backup-of-another-node command-missing command-unknown file-exists file-missing
    file-not-written file-unreadable ledger-moved not-understood option-incomplete option-missing option-unknown
    place-empty place-not-empty port-malformed port-taken setting-contradicts setting-invalid setting-missing
    speed-malformed target-not-empty value-not-offered hardening-not-offered model-format-unknown run-broken
    run-cancelled runs-out-of-range seed-malformed`,
  'mind-the-keys': `
    key-file-exposed key-file-malformed key-file-missing key-not-held keyring-locked passphrase-missing
    passphrase-too-short recovery-key-malformed signer-missing signer-unknown unlock-same-file`,
  'finish-the-restore': `
    ledger-recovering log-recovering recovery-checkpoint-unsigned recovery-elsewhere
    recovery-entries-missing recovery-entries-wrong recovery-no-mirror`,
  'correct-the-regime': `
    regime-anchor-circular regime-anchor-unknown regime-begins-impossible regime-citation-missing regime-date-impossible
    regime-closes-impossible regime-duration-impossible regime-fact-unknown regime-file-unreadable regime-id-not-its-file
    regime-id-repeated regime-malformed regime-stage-repeated regime-value-unknown regime-version-missing
    regime-source-missing regime-version-not-counted-up regime-zone-unknown`,
  'take-it-otherwise': 'print-failed print-font-missing print-too-large print-too-slow',
  'settle-the-line': `
    embargo-not-over line-not-published line-opened-early operator-named-in-text operator-not-consulted
    operator-objects operator-still-asked`,
  'settle-the-clock':
    'regime-not-applicable regime-not-declared regime-superseded regime-text-differs regime-version-other',
  'ask-for-the-export':
    'bundle-not-proved nothing-of-the-party range-too-large score-not-shown score-took-too-long',
  'correct-the-list': `
    contact-repeated import-columns import-empty import-malformed import-not-text import-too-large
    import-too-many`,
  'look-at-the-contact': 'ping-not-mandated ping-surprise-by-person pinged-already pinged-too-often',
};

const STEP_OF: ReadonlyMap<string, Step> = new Map(
  (Object.keys(CODES) as Step[]).flatMap((step) =>
    CODES[step]
      .trim()
      .split(/\s+/)
      .map((code) => [code, step] as const),
  ),
);

/** What whoever was refused can do next; for a code that is not ours, as a peer's may be, the general advice. */
export function nextStepFor(code: string): string {
  return NEXT_STEP_TEXTS[STEP_OF.get(code) ?? 'correct-it'];
}

/** Every code that has a next step. */
export function codesWithNextStep(): readonly string[] {
  return [...STEP_OF.keys()];
}
