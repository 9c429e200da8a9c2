import { realHost } from '../../kit/electron/real-host.ts'
import { saving } from '../suites/saving.ts'

saving(realHost)
