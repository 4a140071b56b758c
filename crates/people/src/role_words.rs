//! Words that name a function, a team or a machine and not a person, in several languages.

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
workshop yardim zabbix zapier zarzad zentrale
";

/// Some people are called this too: Anna Sales, Bo Bot, Roman It, Steve Jobs.
const NAMES_TOO: &str = "
ag ap ar art bank bar booking bot build church cloud cs data design dev dg edi edv fleet general
guest hall handel hospital house hr it jobs kasa kasse lager law ledger legal library list lohn
media meeting mobile ops order page partner police post pr press qa rh room root sa sala sales
salle sante sap school sec shop slack staff store studio talent temp ticket uat web wiki
";

pub(crate) fn is_function(word: &str) -> bool {
    words().0.contains(word)
}

pub(crate) fn is_name_too(word: &str) -> bool {
    words().1.contains(word)
}

fn words() -> &'static (rustc_hash::FxHashSet<&'static str>, rustc_hash::FxHashSet<&'static str>) {
    use std::sync::LazyLock;
    static WORDS: LazyLock<(
        rustc_hash::FxHashSet<&'static str>,
        rustc_hash::FxHashSet<&'static str>,
    )> = LazyLock::new(|| {
        (FUNCTIONS.split_whitespace().collect(), NAMES_TOO.split_whitespace().collect())
    });
    &WORDS
}
