"""Who are my customers, and how are they doing?"""

from pages.shared import cards, session, show

analysis = session.analysis()
show.head("Overview", "Who are your customers, what are they worth, and who is slipping away?")
show.notes(analysis, "segments", "value")
analysis = session.segment_choice(analysis)
cards.headline(analysis, "overview")
show.basis(analysis, "clv", "churn_probability")
show.charts(analysis, "overview")
