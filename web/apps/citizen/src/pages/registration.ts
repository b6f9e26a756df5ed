/** One file for both: the terms come with the questions, whose answers would not outlive a page that is opened anew. */
export { default as RegisterPage } from './RegisterPage.vue'
export { default as TermsPage } from './TermsPage.vue'
