/** The description of the interface for programs, as far as it is read here. */
export type ApiSchema = Readonly<Record<string, unknown>>;
export type ApiContent = Readonly<Record<string, { readonly schema: ApiSchema }>>;
export type ApiAnswer = { readonly description: string; readonly content?: ApiContent };

/** One route as the document describes it. */
export type ApiOperation = {
  /** Stays the same when the address changes: what a program that was made from the document calls it by. */
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: ApiSchema;
  }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: ApiContent;
  };
  /** Absent where anybody may ask. */
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, ApiAnswer>>;
  /** What a token has to carry; absent where the type of the statement that is handed in decides. */
  readonly 'x-scope'?: string;
  /** Requests that one client may make in a minute, with all routes of its kind together. */
  readonly 'x-per-minute': number;
};

export type ApiDocument = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
};
