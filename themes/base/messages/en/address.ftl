# Where a box goes
address-paste = Paste an address and it fills itself in
address-paste-hint = Name, telephone and address in one text, in Chinese.
address-paste-do = Read it
address-read = Filled in; please look it over.
address-read-partly = Read in part; please complete what is marked.
address-read-nothing = This could not be read; please fill it in below.
address-name = Receiver
address-phone = Mobile number
address-phone-hint = The courier calls this number; a fixed line needs its area code.
address-where = Province / city / district
address-province = Province
address-city = City
address-district = District
address-choose = Please choose
address-none = Nothing to choose
address-places-do = Update cities and districts
address-street = Street and door
address-street-hint = Street, number, building, flat. Districts are named in Chinese, as on the label.
address-go-on = Go on
address-open-name = No name was found in the text; please fill it in.
address-open-phone = No number was found in the text; please fill it in.
address-check-phone = This number is not right; please look at it.
address-open-phones = The text has more than one number. The first is filled in; please check it.
address-open-place = No place was found in the text; please choose one.
address-open-places = More than one place has this name; please choose:
address-open-city = Please choose city and district.
address-open-district = Please choose the district.
address-check-district = It may be this one; press it, or choose the district yourself:
address-open-street = No street was found in the text; please fill it in.

## Under one field
field-too-short = Too short; at least { $least } characters.
field-control = It holds control characters that cannot be seen; please type it again.
field-phone-one-short = One digit short: a mobile number has 11.
field-phone-short = { $digits } digits short: a mobile number has 11.
field-phone-one-long = One digit too many: a mobile number has 11.
field-phone-long = { $digits } digits too many: a mobile number has 11.
field-phone-fixed-short = { $digits } digits short: a fixed line is its area code and 7 or 8 digits.
field-phone-fixed-long = { $digits } digits too many: a fixed line is its area code and 7 or 8 digits.
field-phone-prefix = A mobile number starts with 13 to 19; please look at the first two digits.
field-phone-letters = A telephone number is digits only, with blanks or hyphens if you like.
field-province-missing = Please choose the province.
field-city-missing = Please choose the city.
field-district-missing = Please choose the district.
field-place-unknown = There is no such place here; please choose again.

## What is delivered, and why it costs more
delivery-reason-remote = Remote area, carriage on top
delivery-reason-no-cold-chain = No cold chain there: chilled and frozen goods cannot go
delivery-reason-outside-mainland = Only mainland China for now
