//! Words that name a function, a team or a machine and not a person, in several languages.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Nobody is called this.
const FUNCTIONS: &str = "
abrechnung abuse account accounting accounts accueil achats acquisti adm admin administracion
administrador administratie administration administrator admins agent alert alertas alerts
amministrazione analytics anfrage anfragen announce announcements apac api app application apps
arbeitsvorbereitung archiv archive assistenz assistenza atencion ausbildung automation azubi
backoffice backup backups besprechungsraum bestellung bestellungen bewerbung bewerbungen bilgi
billing biuro boardroom boekhouding bookings buchhaltung bugs buhgalteriya calendar callcenter
career careers carriere cases ci cicd clients commercial commerciale compliance compras
comptabilite comunicacion concierge conference conferenceroom confroom contabilidad contabilita
contact contacto contato contatti copier copieur crm cron customer customercare customers
customerservice customersupport dach daemon database datenschutz db dba delivery demo deploy
deployment desk destek developer developers devices devops direction dispatch disposition
distribution dns dokumentation donotreply dpo drucker dummy edi einkauf ekonomi emails emea
empfang empleo emploi engineering enquiries enquiry erp events everyone example export facilities
facility factura facturacion facturation facturen faq fatturazione fax feedback finance finances
finanzas finanzen firma formation gdpr geschaeftsleitung github gitlab group groups gruppe
hausmeister haustechnik hausverwaltung hello help helpdesk hilfe hola hostmaster hotline
humanresources icinga iletisim immo import impresora impressum imprimante inbox info informacion
informatik information informatique infos infra infrastructure inkoop inquiries inquiry
integration integrations intern internal international intranet investors invoice invoices
invoicing ithelp itsupport jenkins jira kadrov kadry kiosk klantenservice konferenz kontakt konto
kopierer ksiegowosc kundendienst kundenservice kundservice lagerverwaltung laptop latam lavoro
leads legalteam leitung license licenses lizenzen lohnbuchhaltung mail mailbox mailer mailerdaemon
mailinglist mails management manager marketing marketting meetingroom meetings mfp monitor
monitoring muhasebe nagios netadmin network newsletter newsroom nobody noc none noreply norespond
noresponder notification notifications notify null oauth obchod office officem okonomi onboarding
operations operator orders orga organisation otdel partners payable payables payment payments
payroll personal personalabteilung personeel personnel phone pipeline pmo podpora portal postfach
postmaster poststelle presse pressoffice printer printers privacy procurement prodazhi product
production produktion project projects projekt projekte public purchase purchasing qualitaet
quality recepcion reception rechnung rechnungen rechnungswesen reclamaciones recruiting
recruitment registration rekrutacja rekrutierung renewals replicator reply report reporting
reports reservation reservations reservierung rezeption robot robots rrhh sac salg salgs saml
satis scan scanner schulung scim secretaria secretariat security sekretariat server serveraccount
serverraum servers service servicedesk services servicio shared sharedmailbox sicherheit
sitzungszimmer sklep software soporte spam sprzedaz srv sso status subscriptions supplier
suppliers support svc sync syncuser sysadmin syslog system systems tablet team teamassistenz teams
technical technik telefon terminal test tester testing tests testuser tickets training treasury
tresorerie twilio ucetni undefined unknown unsubscribe usability user users vendite vendor vendors
ventas vente ventes verkauf verkoop versand vertrieb verwaltung videoconf voicemail vorstand
warehouse webadmin webinar webmail webmaster webshop website welcomedesk werkstatt workflow
workshop yardim zabbix zarzad zentrale
";

/// Some people are called this too: Anna Sales, Bo Bot, Roman It, Steve Jobs.
const NAMES_TOO: &str = "
ag ap ar bank booking bot build cloud cs data dg edi edv fleet handel hr it jobs kasa kasse ledger
legal list lohn media meeting mobile ops order partner post pr press qa rh room root sa sala sales
salle sante sap sec slack staff store studio talent temp ticket uat web wiki
";

/// So many people are called this that it means something only beside other such words, or alone.
const WHEN_ALONE: &str = "
art bar church design dev general guest hall hospital house lager law library page police school
shop
";

/// What kind of such word it is, if it is one.
pub(crate) fn kind(word: &str) -> Option<Kind> {
    KINDS.get(word).copied()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Function,
    NameToo,
    WhenAlone,
}

static KINDS: LazyLock<FxHashMap<&'static str, Kind>> = LazyLock::new(|| {
    let alone = WHEN_ALONE.split_whitespace().map(|word| (word, Kind::WhenAlone));
    let names = NAMES_TOO.split_whitespace().map(|word| (word, Kind::NameToo));
    let functions = FUNCTIONS.split_whitespace().map(|word| (word, Kind::Function));
    alone.chain(names).chain(functions).collect()
});
