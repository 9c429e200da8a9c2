/**
 * The names under which we keep files in the state folder. Whatever else lies there is somebody's own, and is never
 * touched. A file that gets a name of another beginning belongs into this list; a test looks at what the programs leave.
 */
const OURS = [
  /^keeper\.(lock|sock|pipe\.json)/,
  /^(index|window|vault-choice)\.json/,
  /^(journal|log)(\.\d+)?\.jsonl/,
  /^machine-id/,
  /^vault$/,
  // The socket on its way to its place, the file that leads a browser to the page, and files on the way to theirs.
  /^k\.\d+$/,
  /^open-[0-9a-f]{32}\.html$/,
  /^\..+\.[0-9a-f]{16}\.tmp$/,
]

export function isOwnName(name: string): boolean {
  return OURS.some((own) => own.test(name))
}
