/** Data alone: what to fill in for a well-known server, with signs in capitals where a person's own words belong. */
export type Preset = {
  readonly id: string
  readonly title: string
  readonly settings: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}
