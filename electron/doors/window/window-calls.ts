import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import { WINDOW_CHANNELS } from '../../../shared/api/contract/names.ts'
import { fault, type Reply } from '../../../shared/fault.ts'

/**
 * The one place where the program hears from a window. Who is not ours gets `call_refused`; what is asked is judged by
 * whoever answers (ipc.ts).
 */
export function answerWindow(
  isOurWindow: (event: IpcMainInvokeEvent) => boolean,
  answer: (message: unknown) => Promise<Reply<unknown>>,
): void {
  ipcMain.handle(WINDOW_CHANNELS.call, async (event, message: unknown): Promise<Reply<unknown>> => {
    if (!isOurWindow(event)) return { ok: false, fault: fault('call_refused') }
    return answer(message)
  })
}
