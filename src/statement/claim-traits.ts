/** What one claim of a type says of itself to rooms that know neither its name nor its type. */
export type ClaimTraits = {
  /** It tells who was hit: withheld at every border unless the victim consents or a cited law allows. */
  readonly names?: 'victim';
  /** It leaves the state, or the party, by no release. */
  readonly stays?: Bounds;
  /** Of a contact off the record this is not given: only that it took place. */
  readonly spoken?: true;
  /** Says that the contact was off the record. */
  readonly offRecord?: true;
  /** It names other statements: those it takes back or changes, answers, rests on, or is the same as. */
  readonly refers?: Reference;
  /** It goes wherever the statement went that this one changes: where it belongs, what it changes, and why. */
  readonly structural?: true;
  /** It names the one party that the statement is said to; `beside`: another that it speaks to as well. */
  readonly addresses?: true | 'beside';
  /** A trade secret of whoever says it (Directive (EU) 2016/943); `named-here`: lists the claims that are. */
  readonly secret?: 'trade' | 'named-here';
};

/** What a type says of itself to other rooms. */
export type TypeTraits = {
  readonly stays?: Bounds;
  /** It passes between nodes about other statements, or is a key or a proof: nobody searches for words in it. */
  readonly wordless?: true;
  /** The timeline of a case shows it before all events are asked for. */
  readonly keyEvent?: true;
  /** Its speaker reports with it: with all that it reported taken back, its declared clocks close. */
  readonly reports?: true;
  /** Whoever says it has decided with it that its addressee gets it, or every peer: the node gives it by itself. */
  readonly givenBySaying?: 'addressee' | 'peers';
  /** It describes a party or a peer: what this node calls it, and which peers it has, may be another from now on. */
  readonly describes?: 'party' | 'peer';
};

/** How far something may go. */
export type Bounds = 'state' | 'party';
export type Reference = 'changes' | 'answers' | 'rests-on' | 'same-as' | 'bound-by';
