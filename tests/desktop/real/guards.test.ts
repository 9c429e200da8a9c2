import { realHost } from '../../kit/electron/real-host.ts'
import { guards } from '../suites/guards.ts'

guards(realHost)
