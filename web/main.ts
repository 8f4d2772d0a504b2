import { mount } from 'svelte';
import './kit/tokens.css';
import './kit/base.css';
import { locale } from './i18n/language.svelte.js';
import { startNavigation } from './navigation/navigate.js';
import App from './shell/App.svelte';

document.documentElement.lang = locale();
startNavigation();
const target = document.getElementById('app');
if (target) mount(App, { target });
