/**
 * A text as a notification shows it. Freedesktop's servers read markup in a body: a server's words or the name of a folder
 * could be a link there, and a bare `&` makes some show nothing. Electron hands it on as it is. Other systems read none.
 */
export function notificationBody(text: string, platform: NodeJS.Platform): string {
  return platform === 'linux' ? text.replace(/[&<>]/g, (sign) => ESCAPED[sign] ?? sign) : text
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
