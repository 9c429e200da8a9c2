/**
 * Started by our own program under an older Node (child-program.ts): when that process is gone, however it ended, this one
 * ends as by SIGTERM. Whoever killed it does not expect another process to go on.
 */
export function endWithParent(): void {
  if (!process.connected) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // Listening alone would keep a command that is done from ending.
  process.channel?.unref()
}
