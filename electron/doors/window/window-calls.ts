import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import { WINDOW_CHANNELS } from '../../../shared/api/contract/names.ts'
import { fault, type Reply } from '../../../shared/fault.ts'

/**
 * The only `ipcMain` handler. A sender that is not our window gets `call_refused`; the call itself is checked by `answer`
 * (ipc.ts).
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
