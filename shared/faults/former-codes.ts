/** A code as an earlier build wrote it into a document or the journal, by its name of today: `name_unfit` is `invalid_name`. */
export function codeOfToday(code: unknown): unknown {
  return typeof code === 'string' ? code.replace(/^([a-z_]{1,40})_unfit$/, 'invalid_$1') : code
}
