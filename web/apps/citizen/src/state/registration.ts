import { api, service } from './services'
import { createRegistration } from './useRegistration'
import { whenForgetting } from './useSession'

/** One registration for the whole visit, so that the terms page does not lose the answers. */
export const registration = createRegistration(api, () => service.value?.terms_version)
whenForgetting(registration.reset)
