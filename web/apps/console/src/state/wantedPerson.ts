import { ref } from 'vue'

/** What was typed elsewhere to find somebody; not in the address, which browsers and proxies keep. */
export const wantedPerson = ref('')
