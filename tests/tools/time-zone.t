Rules tell the hour, and times that name no zone, in local time; a date alone is midnight UTC

cib: hours.xml
  $ TZ=UTC crm_simulate -sR -x cib.xml | grep ': 100'
  pcmk__primitive_assign: at-22 allocation score on n1: 100
  pcmk__primitive_assign: past-17-13-19 allocation score on n1: 100

cib: hours.xml
  $ TZ=EST5 crm_simulate -sR -x cib.xml | grep ': 100'
  pcmk__primitive_assign: at-17 allocation score on n1: 100
  pcmk__primitive_assign: past-17-13-19 allocation score on n1: 100

cib: hours.xml
  $ TZ=JST-9 crm_simulate -sR -x cib.xml | grep ': 100'
  pcmk__primitive_assign: at-7-on-the-15th allocation score on n1: 100
  pcmk__primitive_assign: past-17-13-19 allocation score on n1: 100

A time that is given is local, too

cib: hours.xml
  $ TZ=EST5 crm_simulate -sR -t '2023-11-14 17:13:20' -x cib.xml | grep ': 100'
  pcmk__primitive_assign: at-17 allocation score on n1: 100
  pcmk__primitive_assign: past-17-13-19 allocation score on n1: 100
