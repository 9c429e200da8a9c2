/**
 * Where we were started by ourselves under an older Node (child-program.ts): when that process is gone, however it ended, we
 * end as by SIGTERM. Nobody who killed it would look for another one that goes on.
 */
export function endWithParent(): void {
  if (!process.connected) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // Listening alone would keep a command that is done from ending.
  process.channel?.unref()
}
