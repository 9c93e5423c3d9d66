import { listen } from 'contacts-crm';
import { serve } from 'inngest/edge.js';
import { contactsImport } from './contacts-import.ts';
import { inngest } from './inngest.ts';

const address = await listen(serve(inngest, [contactsImport]), Number(process.env.PORT || 3001));
console.log(`Contacts import (SDK 1): ${address}/api/inngest`);
